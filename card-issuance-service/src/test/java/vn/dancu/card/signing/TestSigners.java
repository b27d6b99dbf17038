package vn.dancu.card.signing;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import vn.dancu.card.chip.SodSigner;
import vn.dancu.card.signing.CertificateProfile.Issuer;
import vn.dancu.card.signing.CertificateProfile.Period;

/** A country signer with the signers below it, made by the product's own profile. */
public final class TestSigners {
    private static final Duration YEAR = Duration.ofDays(365);

    private final KeyKeeper keys;
    private final CertificateProfile profile;
    private final KeyPair country;
    private final X500Name name;
    private final X509Certificate certificate;
    private final Instant from;

    TestSigners(KeyKeeper keys, Instant from) {
        this.keys = keys;
        this.from = from;
        this.profile = new CertificateProfile(settings(), new SecureRandom());
        this.country = keys.generate();
        this.name = profile.name("Test CSCA");
        this.certificate =
                profile.certificate(
                        CertificateKind.CSCA,
                        name,
                        country.getPublic(),
                        period(Duration.ofDays(3650)),
                        issuer());
        keys.keep("csca", country.getPrivate(), certificate);
    }

    public static TestSigners from(Instant from) {
        return new TestSigners(inMemory(), from);
    }

    static SoftwareKeys inMemory() {
        byte[][] kept = new byte[1][];
        return new SoftwareKeys(
                new SoftwareKeys.Place() {
                    @Override
                    public Optional<byte[]> read() {
                        return Optional.ofNullable(kept[0]);
                    }

                    @Override
                    public void write(byte[] store) {
                        kept[0] = store;
                    }
                },
                "secret",
                "secp256r1");
    }

    static SigningSettings settings() {
        return new SigningSettings(
                SigningSettings.Store.DEMONSTRATION,
                null,
                "",
                null,
                0,
                "secp256r1",
                "VN",
                "VNM",
                "Test",
                "http://localhost/crl",
                YEAR,
                Duration.ofDays(90),
                YEAR.multipliedBy(20),
                Duration.ofDays(30));
    }

    private Issuer issuer() {
        return new Issuer(country.getPrivate(), name, country.getPublic(), keys.provider());
    }

    private Period period(Duration usage) {
        return new Period(from, from.plus(usage), from.plus(usage).plus(YEAR));
    }

    public X509Certificate country() {
        return certificate;
    }

    public SodSigner documentSigner() {
        return signer(CertificateKind.DOCUMENT_SIGNER);
    }

    public SodSigner jobSigner() {
        return signer(CertificateKind.JOB_SIGNER);
    }

    SodSigner signer(CertificateKind kind) {
        KeyPair pair = keys.generate();
        X509Certificate issued =
                profile.certificate(
                        kind,
                        profile.name(kind.name()),
                        pair.getPublic(),
                        period(Duration.ofDays(90)),
                        issuer());
        keys.keep(kind.name(), pair.getPrivate(), issued);
        return new SodSigner(keys.find(kind.name()).orElseThrow(), issued, keys.provider());
    }
}
