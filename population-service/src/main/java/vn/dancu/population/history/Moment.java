package vn.dancu.population.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Timeline;

/**
 * The point in both times that a reader asks for.
 *
 * @param validAt the day in the world; {@link Timeline#EVER} where the newest is asked for
 * @param knownAt what the register knew then
 */
record Moment(LocalDate validAt, Instant knownAt) {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /**
     * @throws ProblemException 400 {@code date_malformed}, {@code instant_malformed}; 422 {@code
     *     valid_at_in_future}, {@code known_at_in_future}
     */
    static Moment of(@Nullable String validAt, @Nullable String knownAt, Instant now) {
        LocalDate day = validAt == null ? Timeline.EVER : day(validAt);
        if (validAt != null && day.isAfter(LocalDate.ofInstant(now, VIETNAM))) {
            throw ProblemException.refused(
                    "valid_at_in_future", "What will hold is not on record.", "?validAt");
        }
        Instant instant = knownAt == null ? now : instant(knownAt);
        if (instant.isAfter(now)) {
            throw ProblemException.refused(
                    "known_at_in_future", "What will be known is not on record.", "?knownAt");
        }
        return new Moment(day, instant);
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw ProblemException.badRequest(
                    "date_malformed", "validAt is a day, such as 2021-02-26.", "?validAt");
        }
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(
                    "instant_malformed",
                    "knownAt is an instant with its offset, such as 2021-02-26T08:00:00Z.",
                    "?knownAt");
        }
    }
}
