package vn.dancu.card.fingerprints;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;
import vn.dancu.platform.sealing.Sealer;

/** What lies in databases was sealed by the first release of this service, and must open. */
class FingerprintSealingTest {
    @Test
    void whatTheFirstReleaseSealedIsOpened() {
        var environment =
                new MockEnvironment()
                        .withProperty("dancu.card.sealing-key", "11".repeat(32))
                        .withProperty(
                                "dancu.card.earlier-sealing-keys", "0123456789abcdef".repeat(4));
        Sealer sealer = new FingerprintSealing().sealer(environment);
        SecretKey key =
                sealer.unwrap(
                        new Sealer.Wrapped(
                                bytes(
                                        "17b6e876c8c75ea18d0b3c6160dc257e090eb590a1d50a8500db1cd5381e"
                                                + "a595ab44053d654e7b5728c1fdfe32e984da17b4684212a2886efe184d73"),
                                "fb19bfedd50c2c1c"),
                        "owner|1");
        byte[] sealed =
                bytes("a1f7c89d03104df4062edbeec23cbec2668adfca79d83e8bc152f52d5fb119b881a0a7e2");
        assertThat(new String(sealer.open(sealed, key, "owner|1|value"), StandardCharsets.UTF_8))
                .isEqualTo("Vân tay");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
