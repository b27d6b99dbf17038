package vn.dancu.benchmarks;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import vn.dancu.card.chip.SodSigner;

/** A country signer with a signer of documents and one of jobs, for one measurement. */
record CardSigners(X509Certificate country, SodSigner documents, SodSigner jobs) {
    private static final X500Name COUNTRY = new X500Name("C=VN,CN=Bench CSCA");

    static CardSigners fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair csca = generator.generateKeyPair();
            X509v3CertificateBuilder builder = builder(COUNTRY, csca);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            return new CardSigners(
                    signed(builder, csca),
                    signer(generator.generateKeyPair(), csca, true),
                    signer(generator.generateKeyPair(), csca, false));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SodSigner signer(KeyPair own, KeyPair csca, boolean documents)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        X509v3CertificateBuilder builder = builder(new X500Name("C=VN,CN=Bench"), own);
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        ASN1EncodableVector usage = new ASN1EncodableVector();
        usage.add(new DERTaggedObject(false, 0, time(Duration.ofDays(-1))));
        usage.add(new DERTaggedObject(false, 1, time(Duration.ofDays(1))));
        builder.addExtension(Extension.privateKeyUsagePeriod, false, new DERSequence(usage));
        if (documents) {
            ASN1EncodableVector types = new ASN1EncodableVector();
            types.add(new ASN1Integer(0));
            types.add(new DERSet(new DERPrintableString("ID")));
            builder.addExtension(
                    new ASN1ObjectIdentifier("2.23.136.1.1.6.2"), false, new DERSequence(types));
        } else {
            KeyPurposeId files =
                    KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.3.36"));
            builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(files));
        }
        return new SodSigner(own.getPrivate(), signed(builder, csca), "SunEC");
    }

    private static X509v3CertificateBuilder builder(X500Name subject, KeyPair pair) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                COUNTRY,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(now.minus(Duration.ofDays(2))),
                Date.from(now.plus(Duration.ofDays(2))),
                subject,
                pair.getPublic());
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair csca)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(csca.getPrivate())));
    }

    private static ASN1GeneralizedTime time(Duration fromNow) {
        return new ASN1GeneralizedTime(Date.from(Instant.now().plus(fromNow)));
    }
}
