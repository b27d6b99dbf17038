package vn.dancu.platform.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Days and instants as interfaces write them, in the years 1 to 9999. Java reads others too, which
 * no database takes and no calendar reckons with.
 */
final class Times {
    private static final int LAST_YEAR = 9999;

    private Times() {}

    /**
     * @throws DateTimeException if the text is no day
     */
    static LocalDate day(String text) {
        LocalDate day = LocalDate.parse(text);
        requireYear(day.getYear());
        return day;
    }

    /**
     * @throws DateTimeException if the text is no instant with its offset from UTC
     */
    static Instant instant(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
        requireYear(time.getYear());
        return time.toInstant();
    }

    private static void requireYear(int year) {
        if (year < 1 || year > LAST_YEAR) {
            throw new DateTimeException("a year from 1 to " + LAST_YEAR);
        }
    }
}
