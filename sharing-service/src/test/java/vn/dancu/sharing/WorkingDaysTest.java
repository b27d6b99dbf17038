package vn.dancu.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkingDaysTest {
    @Test
    void weekendsAndHolidaysAreNotCounted() {
        // A Thursday evening in Vietnam; the Friday is a holiday.
        Instant thursday = Instant.parse("2026-04-02T15:00:00Z");
        assertThat(new WorkingDays(Set.of()).after(thursday, 2))
                .isEqualTo(Instant.parse("2026-04-06T17:00:00Z"));
        assertThat(new WorkingDays(Set.of(LocalDate.of(2026, 4, 3))).after(thursday, 2))
                .isEqualTo(Instant.parse("2026-04-07T17:00:00Z"));
    }
}
