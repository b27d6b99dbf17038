package vn.dancu.card.reading;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.icao.DataGroupHash;
import org.bouncycastle.asn1.icao.ICAOObjectIdentifiers;
import org.bouncycastle.asn1.icao.LDSSecurityObject;

/**
 * EF.SOD, taken apart by hand: a CMS SignedData (RFC 5652) with one signer around the hashes of the
 * data groups (ICAO 9303-10 section 4.6.2).
 */
final class SecurityObject {
    private static final int TAG = 0x77;

    private final byte[] content;
    private final LDSSecurityObject object;
    private final SignerInfo signer;
    private final X509Certificate certificate;

    private SecurityObject(
            byte[] content,
            LDSSecurityObject object,
            SignerInfo signer,
            X509Certificate certificate) {
        this.content = content;
        this.object = object;
        this.signer = signer;
        this.certificate = certificate;
    }

    static SecurityObject parse(byte[] file) {
        try {
            ContentInfo outer = ContentInfo.getInstance(Tree.only(file).valueOf(TAG));
            require(CMSObjectIdentifiers.signedData.equals(outer.getContentType()));
            SignedData signed = SignedData.getInstance(outer.getContent());
            ContentInfo inner = signed.getEncapContentInfo();
            require(ICAOObjectIdentifiers.id_icao_ldsSecurityObject.equals(inner.getContentType()));
            byte[] content = ASN1OctetString.getInstance(inner.getContent()).getOctets();
            ASN1Set certificates = signed.getCertificates();
            require(certificates != null && certificates.size() == 1);
            require(signed.getSignerInfos().size() == 1);
            byte[] encoded = certificates.getObjectAt(0).toASN1Primitive().getEncoded();
            return new SecurityObject(
                    content,
                    LDSSecurityObject.getInstance(ASN1Primitive.fromByteArray(content)),
                    SignerInfo.getInstance(signed.getSignerInfos().getObjectAt(0)),
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(encoded)));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw Tree.malformed();
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw Tree.malformed();
        }
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** The signed hash of each data group, by its number. */
    Map<Integer, byte[]> hashes() {
        Map<Integer, byte[]> hashes = new HashMap<>();
        for (DataGroupHash hash : object.getDatagroupHash()) {
            hashes.put(hash.getDataGroupNumber(), hash.getDataGroupHashValue().getOctets());
        }
        return hashes;
    }

    MessageDigest digest() {
        return digest(object.getDigestAlgorithmIdentifier().getAlgorithm());
    }

    private static MessageDigest digest(ASN1ObjectIdentifier algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.getId());
        } catch (GeneralSecurityException e) {
            throw Tree.malformed();
        }
    }

    /** RFC 5652 section 5.4: the attributes are signed, and hold the digest of the content. */
    boolean isSigned() {
        try {
            ASN1Set attributes = signer.getAuthenticatedAttributes();
            if (attributes == null) {
                return false;
            }
            ASN1ObjectIdentifier algorithm = signer.getDigestAlgorithm().getAlgorithm();
            boolean digestAgrees =
                    Arrays.equals(
                            digest(algorithm).digest(content),
                            ASN1OctetString.getInstance(
                                            attribute(attributes, CMSAttributes.messageDigest))
                                    .getOctets());
            boolean typeAgrees =
                    ICAOObjectIdentifiers.id_icao_ldsSecurityObject.equals(
                            attribute(attributes, CMSAttributes.contentType));
            Signature signature =
                    EllipticCurves.verifier(certificate.getPublicKey(), algorithm.getId());
            signature.update(attributes.getEncoded(ASN1Encoding.DER));
            return digestAgrees
                    && typeAgrees
                    && signature.verify(signer.getEncryptedDigest().getOctets());
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private static ASN1Primitive attribute(ASN1Set attributes, ASN1ObjectIdentifier type) {
        for (int i = 0; i < attributes.size(); i++) {
            Attribute attribute = Attribute.getInstance(attributes.getObjectAt(i));
            if (attribute.getAttrType().equals(type)) {
                return attribute.getAttrValues().getObjectAt(0).toASN1Primitive();
            }
        }
        throw Tree.malformed();
    }
}
