package vn.dancu.card.signing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Writes certificates and revocation lists as ICAO 9303-12 (tables 3 to 6) wants them. */
final class CertificateProfile {
    /** {@code documentTypeList}: which document codes of the MRZ a signer signs. */
    private static final ASN1ObjectIdentifier DOCUMENT_TYPES =
            new ASN1ObjectIdentifier("2.23.136.1.1.6.2");

    /** {@code cscaMasterListSigningKey}. */
    private static final ASN1ObjectIdentifier MASTER_LIST_SIGNING =
            new ASN1ObjectIdentifier("2.23.136.1.1.3");

    /** {@code id-kp-documentSigning} (RFC 9336): the signature of a file. */
    private static final ASN1ObjectIdentifier FILE_SIGNING =
            new ASN1ObjectIdentifier("1.3.6.1.5.5.7.3.36");

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final String DOCUMENT_CODE = "ID";
    private static final int SERIAL_BITS = 127;

    private final SigningSettings settings;
    private final SecureRandom random;

    CertificateProfile(SigningSettings settings, SecureRandom random) {
        this.settings = settings;
        this.random = random;
    }

    /**
     * @param certificateTo how long what was signed can be verified
     */
    record Period(Instant from, Instant usedTo, Instant certificateTo) {}

    /** Who signs a certificate: the country signer, or for its own the very same pair. */
    record Issuer(PrivateKey key, X500Name name, PublicKey publicKey, String provider) {}

    X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, settings.country())
                .addRDN(BCStyle.O, settings.organisation())
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    X509Certificate certificate(
            CertificateKind kind, X500Name subject, PublicKey key, Period period, Issuer issuer) {
        try {
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            issuer.name(),
                            serial(),
                            Date.from(period.from()),
                            Date.from(period.certificateTo()),
                            subject,
                            key);
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions.createAuthorityKeyIdentifier(issuer.publicKey()));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    extensions.createSubjectKeyIdentifier(key));
            builder.addExtension(Extension.privateKeyUsagePeriod, false, usage(period));
            builder.addExtension(Extension.subjectAlternativeName, false, country());
            builder.addExtension(Extension.issuerAlternativeName, false, country());
            builder.addExtension(Extension.cRLDistributionPoints, false, distribution());
            addPurpose(builder, kind);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(issuer)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate could be signed", e);
        }
    }

    private static void addPurpose(X509v3CertificateBuilder builder, CertificateKind kind)
            throws IOException {
        if (kind == CertificateKind.CSCA) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return;
        }
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        if (kind == CertificateKind.DOCUMENT_SIGNER) {
            builder.addExtension(DOCUMENT_TYPES, false, documentTypes());
        } else if (kind == CertificateKind.MASTER_LIST_SIGNER) {
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    true,
                    new ExtendedKeyUsage(KeyPurposeId.getInstance(MASTER_LIST_SIGNING)));
        } else {
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    true,
                    new ExtendedKeyUsage(KeyPurposeId.getInstance(FILE_SIGNING)));
        }
    }

    /**
     * @param revoked the signers that are trusted no more
     */
    X509CRL revocationList(
            long number, Instant at, Instant nextUpdate, List<Revoked> revoked, Issuer issuer) {
        try {
            X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer.name(), Date.from(at));
            builder.setNextUpdate(Date.from(nextUpdate));
            for (Revoked each : revoked) {
                builder.addCRLEntry(each.serial(), Date.from(each.at()), each.reason().code());
            }
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.publicKey()));
            builder.addExtension(
                    Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            return new JcaX509CRLConverter().getCRL(builder.build(signer(issuer)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no revocation list could be signed", e);
        }
    }

    record Revoked(BigInteger serial, Instant at, RevocationReason reason) {}

    /** Why a signer is trusted no more (RFC 5280 section 5.3.1). */
    enum RevocationReason {
        KEY_COMPROMISE(CRLReason.keyCompromise),
        SUPERSEDED(CRLReason.superseded),
        CESSATION_OF_OPERATION(CRLReason.cessationOfOperation);

        private final int code;

        RevocationReason(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Optional<RevocationReason> of(String text) {
            for (RevocationReason reason : values()) {
                if (reason.name().equals(text)) {
                    return Optional.of(reason);
                }
            }
            return Optional.empty();
        }
    }

    private static ContentSigner signer(Issuer issuer) throws OperatorCreationException {
        return new JcaContentSignerBuilder(SIGNATURE)
                .setProvider(issuer.provider())
                .build(issuer.key());
    }

    private BigInteger serial() {
        return new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
    }

    private static DERSequence usage(Period period) {
        ASN1EncodableVector times = new ASN1EncodableVector();
        times.add(new DERTaggedObject(false, 0, time(period.from())));
        times.add(new DERTaggedObject(false, 1, time(period.usedTo())));
        return new DERSequence(times);
    }

    private static ASN1GeneralizedTime time(Instant instant) {
        return new ASN1GeneralizedTime(Date.from(instant));
    }

    /** ICAO 9303-12: the alternative names hold the three letters of the state. */
    private GeneralNames country() {
        X500Name state =
                new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.L, settings.state()).build();
        return new GeneralNames(new GeneralName(state));
    }

    private CRLDistPoint distribution() {
        GeneralNames address =
                new GeneralNames(
                        new GeneralName(
                                GeneralName.uniformResourceIdentifier, settings.crlAddress()));
        return new CRLDistPoint(
                new DistributionPoint[] {
                    new DistributionPoint(new DistributionPointName(address), null, null)
                });
    }

    private static DERSequence documentTypes() {
        ASN1EncodableVector list = new ASN1EncodableVector();
        list.add(new ASN1Integer(0));
        list.add(new DERSet(new DERPrintableString(DOCUMENT_CODE)));
        return new DERSequence(list);
    }
}
