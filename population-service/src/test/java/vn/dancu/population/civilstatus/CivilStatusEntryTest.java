package vn.dancu.population.civilstatus;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CivilStatusEntryTest {
    @Test
    void sameEntryWrittenAnotherWayIsTheSameEntry() {
        assertThat(new CivilStatusEntry("00001", "01/2026 a", "17").key())
                .isEqualTo(new CivilStatusEntry("00001", "01/2026A", "1 7").key());
    }

    @Property
    void differentEntriesHaveDifferentKeys(
            @ForAll @StringLength(min = 1, max = 4) @CharRange(from = '0', to = '9') String book,
            @ForAll @StringLength(min = 1, max = 4) @CharRange(from = '0', to = '9') String number,
            @ForAll @StringLength(min = 1, max = 4) @CharRange(from = '0', to = '9') String other) {
        String key = new CivilStatusEntry("00001", book, number).key();
        if (!other.equals(number)) {
            assertThat(new CivilStatusEntry("00001", book, other).key()).isNotEqualTo(key);
        }
        if (!other.equals(book)) {
            assertThat(new CivilStatusEntry("00001", other, number).key()).isNotEqualTo(key);
        }
        assertThat(new CivilStatusEntry("00002", book, number).key()).isNotEqualTo(key);
    }
}
