package vn.dancu.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class SealerTest {
    private static final String FIRST = "00".repeat(32);
    private static final String SECOND = "11".repeat(32);

    private static SealingSecrets secrets(String key, String earlier) {
        var environment =
                new MockEnvironment()
                        .withProperty("dancu.some.sealing-key", key)
                        .withProperty("dancu.some.earlier-sealing-keys", earlier);
        return SealingSecrets.of(environment, "dancu.some");
    }

    private static Sealer sealer(String key, String earlier) {
        return new Sealer(secrets(key, earlier));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 4096})
    void whatIsSealedIsOpenedByItsKeyForItsOwnerOnly(int length) {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);
        Sealer sealer = sealer(FIRST, "");
        SecretKey key = sealer.newKey();
        byte[] sealed = sealer.seal(plain, key, "a");
        assertThat(sealer.open(sealed, key, "a")).isEqualTo(plain);
        assertThat(sealer.seal(plain, key, "a")).isNotEqualTo(sealed);
        assertUnopened(sealer, sealed, key, "b");
        assertUnopened(sealer, sealed, sealer.newKey(), "a");
        for (int i : new int[] {0, 12, sealed.length - 1}) {
            byte[] altered = sealed.clone();
            altered[i] ^= 1;
            assertUnopened(sealer, altered, key, "a");
        }
        assertUnopened(sealer, java.util.Arrays.copyOf(sealed, 11), key, "a");
        assertUnopened(sealer, java.util.Arrays.copyOf(sealed, 12), key, "a");
    }

    private static void assertUnopened(Sealer sealer, byte[] sealed, SecretKey key, String owner) {
        assertThatThrownBy(() -> sealer.open(sealed, key, owner))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyIsUnwrappedAfterTheSecretHasChangedIfTheOldOneIsKept() {
        SecretKey key = sealer(FIRST, "").newKey();
        Sealer.Wrapped wrapped = sealer(FIRST, "").wrap(key, "a");
        assertThat(sealer(SECOND, FIRST).unwrap(wrapped, "a")).isEqualTo(key);
        assertThat(sealer(SECOND, "22".repeat(32) + "," + FIRST).unwrap(wrapped, "a"))
                .isEqualTo(key);
        assertThatThrownBy(() -> sealer(SECOND, "").unwrap(wrapped, "a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(wrapped.by());
        assertThatThrownBy(() -> sealer(FIRST, "").unwrap(wrapped, "b"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(sealer(SECOND, FIRST).wrap(key, "a").by()).isNotEqualTo(wrapped.by());
    }

    @Test
    void theSecretIsNeededAndNeverShown() {
        assertThatThrownBy(() -> SealingSecrets.of(new MockEnvironment(), "dancu.some"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dancu.some.sealing-key");
        assertThatThrownBy(() -> secrets(" ", ""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dancu.some.sealing-key");
        for (String wrong : new String[] {"demo-" + FIRST, FIRST.substring(2), "zz".repeat(32)}) {
            assertThatThrownBy(() -> secrets(wrong, ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .contains("dancu.some.sealing-key")
                    .doesNotContain("0000")
                    .doesNotContain("zz");
            assertThatThrownBy(() -> secrets(FIRST, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("dancu.some.earlier-sealing-keys");
        }
        assertThat(secrets(FIRST, "").toString()).doesNotContain("00");
        assertThat(secrets(FIRST + "\n", "").keys()).hasSize(1);
    }
}
