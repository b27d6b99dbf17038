package vn.dancu.sharing.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

/** What lies in databases was sealed by the first release of this service, and must open. */
class SealerTest {
    private static final String FIRST = "0123456789abcdef".repeat(4);

    private static Sealer sealer(String key, String earlier) {
        return new Sealer(
                new MockEnvironment()
                        .withProperty("dancu.sharing.sealing-key", key)
                        .withProperty("dancu.sharing.earlier-sealing-keys", earlier));
    }

    @ParameterizedTest
    @CsvSource({
        "CREDENTIAL, a11fa03baeb46dee990602acde416c45d15a812c9bf431e76f85bfd4fa53"
                + "6c22acaabbcf5910824f67674d6626",
        "PROOF, a11fa03baeb46deea80b360570edf9916766c28b37456f61b836056dda3cd552"
                + "2b2ff174337ed5b4f1d9775a3c",
        "SELECTION, a11fa03baeb46dee7d02285de881c70c2388851fffb9d6a50472faca021c031d"
                + "c6918800c87265777d1053f8eb"
    })
    void whatTheFirstReleaseSealedIsOpenedForItsUseAndOwnerOnly(Sealer.Use use, String hex) {
        byte[] sealed = HexFormat.of().parseHex(hex);
        byte[] secret = "Bí mật".getBytes(StandardCharsets.UTF_8);
        Sealer later = sealer("11".repeat(32), FIRST);
        assertThat(later.open(use, "owner|1", sealed)).hasValue(secret);
        assertThat(later.open(use, "owner|2", sealed)).isEmpty();
        for (Sealer.Use other : Sealer.Use.values()) {
            assertThat(later.open(other, "owner|1", sealed).isPresent()).isEqualTo(other == use);
        }
        assertThat(sealer("11".repeat(32), "").open(use, "owner|1", sealed)).isEmpty();
        for (int length : new int[] {0, 8, 9, 20, sealed.length - 1}) {
            assertThat(later.open(use, "owner|1", Arrays.copyOf(sealed, length))).isEmpty();
        }
        byte[] again = later.seal(use, "owner|1", secret);
        assertThat(again).hasSameSizeAs(sealed);
        assertThat(sealer("11".repeat(32), "").open(use, "owner|1", again)).hasValue(secret);
    }
}
