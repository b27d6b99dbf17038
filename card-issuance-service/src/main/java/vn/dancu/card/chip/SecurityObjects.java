package vn.dancu.card.chip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.icao.DataGroupHash;
import org.bouncycastle.asn1.icao.ICAOObjectIdentifiers;
import org.bouncycastle.asn1.icao.LDSSecurityObject;
import org.bouncycastle.asn1.icao.LDSVersionInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * Writes EF.SOD (ICAO 9303-10 section 4.6.2): the hashes of all data groups in a CMS SignedData
 * with one signer and its certificate. Each data group is hashed once, each part encoded once.
 */
final class SecurityObjects {
    private static final AlgorithmIdentifier SHA256 =
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private static final AlgorithmIdentifier ECDSA =
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final LDSVersionInfo LDS = new LDSVersionInfo("0108", "040000");
    private static final Attribute CONTENT_TYPE =
            new Attribute(
                    CMSAttributes.contentType,
                    new DERSet(ICAOObjectIdentifiers.id_icao_ldsSecurityObject));

    /** The signer of the last card is, as a rule, the one of the next. */
    private volatile @Nullable Known last;

    /** What is the same in all objects of one signer. */
    private record Known(
            X509Certificate certificate, ASN1Set certificates, SignerIdentifier identifier) {
        static Known of(X509Certificate certificate) throws GeneralSecurityException {
            byte[] encoded = certificate.getEncoded();
            Certificate parsed = Certificate.getInstance(encoded);
            return new Known(
                    certificate,
                    new DERSet(parsed),
                    new SignerIdentifier(
                            new IssuerAndSerialNumber(
                                    parsed.getIssuer(), parsed.getSerialNumber().getValue())));
        }
    }

    private Known known(SodSigner signer) throws GeneralSecurityException {
        Known known = last;
        if (known == null || !known.certificate().equals(signer.certificate())) {
            known = Known.of(signer.certificate());
            last = known;
        }
        return known;
    }

    byte[] sign(Map<ChipFile, byte[]> files, SodSigner signer) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] content =
                    new LDSSecurityObject(SHA256, hashes(files, digest), LDS)
                            .getEncoded(ASN1Encoding.DER);
            ASN1EncodableVector attributes = new ASN1EncodableVector();
            attributes.add(CONTENT_TYPE);
            attributes.add(
                    new Attribute(
                            CMSAttributes.messageDigest,
                            new DERSet(new DEROctetString(digest.digest(content)))));
            ASN1Set signed = new DERSet(attributes);
            byte[] signature = signature(signed.getEncoded(ASN1Encoding.DER), signer);
            return Tlv.of(
                    ChipFile.SOD.tag(),
                    new ContentInfo(
                                    CMSObjectIdentifiers.signedData,
                                    signedData(content, signed, signature, known(signer)))
                            .getEncoded(ASN1Encoding.DER));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the document signer does not sign", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataGroupHash[] hashes(Map<ChipFile, byte[]> files, MessageDigest digest) {
        List<DataGroupHash> hashes = new ArrayList<>();
        for (ChipFile group : ChipFile.dataGroups()) {
            byte[] file = files.get(group);
            if (file == null) {
                throw new IllegalArgumentException("a data group is missing");
            }
            hashes.add(
                    new DataGroupHash(group.dataGroup(), new DEROctetString(digest.digest(file))));
        }
        return hashes.toArray(DataGroupHash[]::new);
    }

    private static byte[] signature(byte[] attributes, SodSigner signer)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA", signer.provider());
        signature.initSign(signer.key());
        signature.update(attributes);
        return signature.sign();
    }

    private static SignedData signedData(
            byte[] content, ASN1Set attributes, byte[] signature, Known signer) {
        SignerInfo info =
                new SignerInfo(
                        signer.identifier(),
                        SHA256,
                        attributes,
                        ECDSA,
                        new DEROctetString(signature),
                        (ASN1Set) null);
        return new SignedData(
                new DERSet(SHA256),
                new ContentInfo(
                        ICAOObjectIdentifiers.id_icao_ldsSecurityObject,
                        new DEROctetString(content)),
                signer.certificates(),
                null,
                new DERSet(info));
    }
}
