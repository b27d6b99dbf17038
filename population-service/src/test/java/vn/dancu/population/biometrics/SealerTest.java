package vn.dancu.population.biometrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import javax.crypto.SecretKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SealerTest {
    private static final String FIRST = "00".repeat(32);
    private static final String SECOND = "11".repeat(32);

    private static Sealer sealer(String key, String... earlier) {
        return new Sealer(new SealingSettings(key, List.of(earlier)));
    }

    @Property(tries = 100)
    void whatIsSealedIsOpenedByItsKeyForItsOwnerOnly(@ForAll byte[] plain) {
        Sealer sealer = sealer(FIRST);
        SecretKey key = sealer.newKey();
        byte[] sealed = sealer.seal(plain, key, "a");
        assertThat(sealer.open(sealed, key, "a")).isEqualTo(plain);
        assertThat(sealer.seal(plain, key, "a")).isNotEqualTo(sealed);
        assertThatThrownBy(() -> sealer.open(sealed, key, "b"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sealer.open(sealed, sealer.newKey(), "a"))
                .isInstanceOf(IllegalStateException.class);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> sealer.open(sealed, key, "a"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyIsUnwrappedAfterTheSecretHasChangedIfTheOldOneIsKept() {
        SecretKey key = sealer(FIRST).newKey();
        Sealer.Wrapped wrapped = sealer(FIRST).wrap(key, "a");
        assertThat(sealer(SECOND, FIRST).unwrap(wrapped, "a")).isEqualTo(key);
        assertThatThrownBy(() -> sealer(SECOND).unwrap(wrapped, "a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(wrapped.by());
        assertThatThrownBy(() -> sealer(FIRST).unwrap(wrapped, "b"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theSecretIsNeededAndNeverShown() {
        assertThatThrownBy(() -> new SealingSettings(null, List.of()))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("dancu.population.sealing-key");
        assertThatThrownBy(() -> sealer("demo-" + FIRST))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Objects.toString(new SealingSettings(FIRST, List.of()))).doesNotContain("00");
    }
}
