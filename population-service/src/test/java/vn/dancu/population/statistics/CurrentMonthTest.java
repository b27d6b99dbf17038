package vn.dancu.population.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CurrentMonthTest {
    @Test
    void monthBeginsAtMidnightInVietnam() {
        assertThat(monthAt("2026-03-31T16:59:59Z")).isEqualTo(YearMonth.of(2026, 3));
        assertThat(monthAt("2026-03-31T17:00:00Z")).isEqualTo(YearMonth.of(2026, 4));
    }

    private static YearMonth monthAt(String instant) {
        return Statistics.currentMonth(Clock.fixed(Instant.parse(instant), ZoneOffset.UTC));
    }
}
