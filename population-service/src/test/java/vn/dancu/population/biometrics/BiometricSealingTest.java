package vn.dancu.population.biometrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;
import vn.dancu.platform.sealing.Sealer;

/** What lies in databases was sealed by the first release of this service, and must open. */
class BiometricSealingTest {
    @Test
    void whatTheFirstReleaseSealedIsOpened() {
        var environment =
                new MockEnvironment()
                        .withProperty("dancu.population.sealing-key", "11".repeat(32))
                        .withProperty(
                                "dancu.population.earlier-sealing-keys",
                                "0123456789abcdef".repeat(4));
        Sealer sealer = new BiometricSealing().sealer(environment);
        SecretKey key =
                sealer.unwrap(
                        new Sealer.Wrapped(
                                bytes(
                                        "702d423700ddffde0d9586b366bbdb498cebe6efa9fe858a47b765f16f56"
                                                + "c8f6841a142a0c7cd0af04ae8d69bc5e134fcf165e0de56228e47673f502"),
                                "88ac7c369bd6fb8a"),
                        "owner|1");
        byte[] sealed =
                bytes("17b2a0f6ff7156d16b13c42a4cb9be2d5980a500c287efcdc5fdcc017910d24be0d5cf62");
        assertThat(new String(sealer.open(sealed, key, "owner|1|value"), StandardCharsets.UTF_8))
                .isEqualTo("Vân tay");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
