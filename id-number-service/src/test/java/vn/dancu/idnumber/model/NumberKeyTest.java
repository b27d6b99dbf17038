package vn.dancu.idnumber.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.kernel.InvalidValueException;

class NumberKeyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1f2e",
                "zz2e3d4c5b6a79880716253443526170a1b2c3d4e5f60718293a4b5c6d7e8f90",
                "1f2e3d4c5b6a79880716253443526170a1b2c3d4e5f60718293a4b5c6d7e8f9000"
            })
    void aKeyIs32BytesAndItsTextIsNeverQuoted(String hex) {
        assertThatThrownBy(() -> NumberKey.ofHex(hex))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("the key of numbers is 32 bytes in hexadecimal")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "abababababababababababababababababababababababababababababababab"
            })
    void aKeyThatEverybodyKnowsIsRefused(String hex) {
        assertThatThrownBy(() -> NumberKey.ofHex(hex))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.code()).isEqualTo("number_key_published"));
    }

    @Test
    void theIdFollowsFromTheKeyAndDoesNotTellIt() {
        assertThat(NumberKey.ofHex(TestKeys.FIRST_HEX + "\n").id())
                .isEqualTo(TestKeys.FIRST.id())
                .matches("[0-9a-f]{16}")
                .isNotEqualTo(TestKeys.SECOND.id());
        assertThat(TestKeys.FIRST_HEX).doesNotContain(TestKeys.FIRST.id());
        assertThat(TestKeys.FIRST.toString()).doesNotContain(TestKeys.FIRST_HEX);
    }

    @Test
    void theRingFindsEarlierKeysAndNoOthers() {
        KeyRing ring = new KeyRing(TestKeys.SECOND, List.of(TestKeys.FIRST));

        assertThat(ring.current()).isSameAs(TestKeys.SECOND);
        assertThat(ring.key(TestKeys.FIRST.id())).isSameAs(TestKeys.FIRST);
        assertThat(ring.holds(List.of(TestKeys.FIRST.id(), TestKeys.SECOND.id()))).isTrue();
        assertThat(ring.holds(List.of("0123456789abcdef"))).isFalse();
        assertThatThrownBy(() -> ring.key("0123456789abcdef"))
                .isInstanceOf(IllegalStateException.class);
    }
}
