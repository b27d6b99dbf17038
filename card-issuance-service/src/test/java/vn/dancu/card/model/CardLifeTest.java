package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.dancu.kernel.InvalidValueException;

class CardLifeTest {
    @Test
    void serialsDifferAndHaveNoLettersThatAreMistaken() {
        Random random = new Random(7);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String serial = CardSerial.random(random).text();
            assertThat(serial).matches("[0-9A-HJKMNP-TV-Z]{10}");
            assertThat(seen.add(serial)).isTrue();
        }
    }

    @Test
    void aSerialOfAnotherFormIsRefused() {
        assertThatThrownBy(() -> new CardSerial("ABC")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new CardSerial("0123456OIL"))
                .isInstanceOf(InvalidValueException.class);
    }
}
