package vn.dancu.card.signing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Writes the master list of country signers (ICAO 9303-12 section 9): a CMS SignedData. */
final class MasterList {
    /** {@code cscaMasterList}. */
    private static final ASN1ObjectIdentifier CONTENT = new ASN1ObjectIdentifier("2.23.136.1.1.2");

    private MasterList() {}

    /**
     * @param country every country signer, earlier ones too: their cards are still out
     */
    static byte[] sign(
            List<X509Certificate> country,
            PrivateKey key,
            X509Certificate signer,
            String provider) {
        try {
            ASN1EncodableVector certificates = new ASN1EncodableVector();
            for (X509Certificate each : country) {
                certificates.add(Certificate.getInstance(each.getEncoded()));
            }
            ASN1EncodableVector list = new ASN1EncodableVector();
            list.add(new ASN1Integer(0));
            list.add(new DERSet(certificates));
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(
                                    new JcaDigestCalculatorProviderBuilder().build())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .setProvider(provider)
                                            .build(key),
                                    signer));
            generator.addCertificates(new JcaCertStore(List.of(signer)));
            byte[] content = new DERSequence(list).getEncoded(ASN1Encoding.DER);
            return generator
                    .generate(new CMSProcessableByteArray(CONTENT, content), true)
                    .getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException | CMSException e) {
            throw new IllegalStateException("no master list could be signed", e);
        }
    }
}
