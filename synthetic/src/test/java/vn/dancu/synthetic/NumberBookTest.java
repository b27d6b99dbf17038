package vn.dancu.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import vn.dancu.kernel.Sex;

class NumberBookTest {

    @Test
    void aBucketGivesEachOfItsMillionNumbersOnceAndThenNone() {
        NumberBook book = new NumberBook(1);
        BitSet seen = new BitSet();
        for (int i = 0; i < 1_000_000; i++) {
            String number = book.number("01", Sex.FEMALE, 2003);
            assertThat(number).startsWith("001303");
            seen.set(Integer.parseInt(number, 6, 12, 10));
        }
        assertThat(seen.cardinality()).isEqualTo(1_000_000);
        assertThat(book.number("01", Sex.FEMALE, 2003)).isNull();
        assertThat(book.number("01", Sex.MALE, 2003)).startsWith("001203");
    }

    @Test
    void theFirstSixDigitsFollowTheDecree() {
        NumberBook book = new NumberBook(1);
        assertThat(book.number("96", Sex.MALE, 1957)).startsWith("096057").hasSize(12);
        assertThat(book.number("79", Sex.FEMALE, 1900)).startsWith("079100");
        assertThat(book.oldNumber("08")).matches("08[0-9]{7}");
    }
}
