package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the calendar as it is delivered: the lines of the migration. */
class WorkingCalendarTest {
    private static final Pattern LINE =
            Pattern.compile(
                    "\\('(\\d{4}-\\d\\d-\\d\\d)', '(HOLIDAY|IN_LIEU|SWAPPED_OFF|WORKED)', '([^']+)'\\)");
    private static final WorkingCalendar CALENDAR = delivered();

    private static WorkingCalendar delivered() {
        try {
            String sql =
                    Files.readString(
                            Path.of("src/main/resources/db/migration/V3__time_limits.sql"));
            Set<LocalDate> off = new HashSet<>();
            Set<LocalDate> worked = new HashSet<>();
            Matcher lines = LINE.matcher(sql);
            while (lines.find()) {
                LocalDate day = LocalDate.parse(lines.group(1));
                (lines.group(2).equals("WORKED") ? worked : off).add(day);
            }
            return new WorkingCalendar(off, worked);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # begins,   days, ends
                    2021-03-01, 2,    2021-03-03
                    2021-03-05, 1,    2021-03-08
                    2021-02-09, 1,    2021-02-17
                    2021-02-08, 2,    2021-02-17
                    2021-02-12, 3,    2021-02-19
                    2021-04-29, 1,    2021-05-04
                    2021-09-01, 2,    2021-09-07
                    2022-01-28, 1,    2022-02-07
                    2022-12-30, 1,    2023-01-03
                    2023-01-19, 1,    2023-01-27
                    2024-04-26, 2,    2024-05-03
                    2024-05-03, 1,    2024-05-04
                    2025-04-25, 1,    2025-04-26
                    2025-04-29, 1,    2025-05-05
                    2026-02-13, 7,    2026-03-03
                    2026-08-28, 1,    2026-09-03
                    """)
    void limitsEndOnAWorkingDayBehindHolidays(LocalDate begins, int days, LocalDate ends) {
        assertThat(CALENDAR.after(begins, days)).isEqualTo(ends);
    }

    /** Labour Code 2019 Art 112: eleven days a year, each with its day in lieu. */
    @ParameterizedTest
    @ValueSource(ints = {2021, 2022, 2023, 2024, 2025, 2026})
    void aYearHasElevenDaysOffThatWouldBeWorked(int year) {
        int lost = 0;
        LocalDate day = LocalDate.of(year, 1, 1);
        for (; day.getYear() == year; day = day.plusDays(1)) {
            boolean weekend =
                    day.getDayOfWeek() == DayOfWeek.SATURDAY
                            || day.getDayOfWeek() == DayOfWeek.SUNDAY;
            if (!weekend && !CALENDAR.isWorked(day)) {
                lost++;
            }
            if (weekend && CALENDAR.isWorked(day)) {
                lost--;
            }
        }
        assertThat(lost).isEqualTo(11);
    }

    @Test
    void aLimitHasADayAtLeast() {
        LocalDate day = LocalDate.of(2021, 3, 1);
        assertThatThrownBy(() -> CALENDAR.after(day, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
