package vn.dancu.card.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.junit.jupiter.api.Test;
import vn.dancu.card.chip.SodSigner;

class CertificateProfileTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final TestSigners signers = TestSigners.from(NOW);

    @Test
    void theCountrySignerIssuesOnlyAndSignsLists() {
        X509Certificate csca = signers.country();

        assertThat(csca.getBasicConstraints()).isZero();
        assertThat(csca.getCriticalExtensionOIDs())
                .containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(csca.getKeyUsage()[0]).isFalse();
        assertThat(csca.getKeyUsage()[5]).isTrue();
        assertThat(csca.getKeyUsage()[6]).isTrue();
        assertThat(csca.getSubjectX500Principal().getName()).contains("C=VN");
    }

    @Test
    void aDocumentSignerHasThePeriodAndTypesOfIcao9303() throws Exception {
        X509Certificate signer = signers.documentSigner().certificate();

        signer.verify(signers.country().getPublicKey());
        assertThat(signer.getNonCriticalExtensionOIDs())
                .contains("2.5.29.16", "2.23.136.1.1.6.2", "2.5.29.35", "2.5.29.31", "2.5.29.17");
        assertThat(signer.getKeyUsage()[0]).isTrue();
        assertThat(signer.getBasicConstraints()).isNegative();
        assertThat(signer.getSubjectAlternativeNames().toString()).contains("L=VNM");
        byte[] types = signer.getExtensionValue("2.23.136.1.1.6.2");
        assertThat(new String(types, java.nio.charset.StandardCharsets.US_ASCII)).contains("ID");
    }

    @Test
    void theMasterListHoldsTheCountrySignersAndIsSigned() throws Exception {
        SodSigner by = signers.signer(CertificateKind.MASTER_LIST_SIGNER);

        CMSSignedData list =
                new CMSSignedData(
                        MasterList.sign(
                                List.of(signers.country()),
                                by.key(),
                                by.certificate(),
                                by.provider()));

        assertThat(list.getSignedContentTypeOID()).isEqualTo("2.23.136.1.1.2");
        SignerInformation signer = list.getSignerInfos().getSigners().iterator().next();
        assertThat(signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(by.certificate())))
                .isTrue();
        byte[] content = (byte[]) list.getSignedContent().getContent();
        assertThat(by.certificate().getExtendedKeyUsage()).containsExactly("2.23.136.1.1.3");
        assertThat(content).containsSequence(signers.country().getSignature());
    }

    @Test
    void theRevocationListNamesWhoIsTrustedNoMore() throws Exception {
        CertificateProfile profile =
                new CertificateProfile(TestSigners.settings(), new SecureRandom());
        SoftwareKeys keys = TestSigners.inMemory();
        var pair = keys.generate();
        var issuer =
                new CertificateProfile.Issuer(
                        pair.getPrivate(), new X500Name("CN=x"), pair.getPublic(), keys.provider());
        var revoked =
                new CertificateProfile.Revoked(
                        BigInteger.TEN, NOW, CertificateProfile.RevocationReason.KEY_COMPROMISE);

        X509CRL crl =
                profile.revocationList(
                        7, NOW, NOW.plus(Duration.ofDays(30)), List.of(revoked), issuer);

        crl.verify(pair.getPublic());
        assertThat(crl.getRevokedCertificate(BigInteger.TEN)).isNotNull();
        assertThat(crl.getRevokedCertificate(BigInteger.ONE)).isNull();
        assertThat(crl.getExtensionValue(new ASN1ObjectIdentifier("2.5.29.20").getId()))
                .endsWith((byte) 7);
    }
}
