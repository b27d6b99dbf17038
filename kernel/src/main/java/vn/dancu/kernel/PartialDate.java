package vn.dancu.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A date known to the day, the month or only the year, as old papers have it. On the wire and in
 * the database it is ISO 8601 with reduced precision: {@code 1957}, {@code 1957-03}, {@code
 * 1957-03-15}.
 *
 * @param month 1 to 12, or 0 where unknown
 * @param day 1 to 31, or 0 where unknown
 */
public record PartialDate(int year, int month, int day) {
    public PartialDate {
        if (year < 1800 || year > 2399) {
            throw new InvalidValueException("date_impossible", "the year is from 1800 to 2399");
        }
        if (month < 0 || month > 12 || day < 0 || (month == 0 && day != 0)) {
            throw new InvalidValueException("date_impossible", "no such month");
        }
        if (day > 0 && day > YearMonth.of(year, month).lengthOfMonth()) {
            throw new InvalidValueException("date_impossible", "no such day in that month");
        }
    }

    public static PartialDate ofYear(int year) {
        return new PartialDate(year, 0, 0);
    }

    public static PartialDate of(LocalDate date) {
        return new PartialDate(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }

    /**
     * @throws InvalidValueException {@code date_malformed} if it is not of the three ISO forms,
     *     {@code date_impossible} if no calendar has it
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static PartialDate parse(String text) {
        if (!text.matches("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")) {
            throw new InvalidValueException(
                    "date_malformed", "a date is YYYY, YYYY-MM or YYYY-MM-DD");
        }
        int year = Integer.parseInt(text, 0, 4, 10);
        int month = text.length() >= 7 ? Integer.parseInt(text, 5, 7, 10) : 0;
        int day = text.length() == 10 ? Integer.parseInt(text, 8, 10, 10) : 0;
        if ((text.length() >= 7 && month == 0) || (text.length() == 10 && day == 0)) {
            throw new InvalidValueException("date_impossible", "months and days start at 1");
        }
        return new PartialDate(year, month, day);
    }

    public Precision precision() {
        if (day > 0) {
            return Precision.DAY;
        }
        return month > 0 ? Precision.MONTH : Precision.YEAR;
    }

    /** The date, if it is known to the day. */
    public Optional<LocalDate> exact() {
        return day > 0 ? Optional.of(LocalDate.of(year, month, day)) : Optional.empty();
    }

    /** The first day that this date may mean. */
    public LocalDate earliest() {
        return LocalDate.of(year, Math.max(month, 1), Math.max(day, 1));
    }

    /** The last day that this date may mean. */
    public LocalDate latest() {
        if (day > 0) {
            return LocalDate.of(year, month, day);
        }
        return YearMonth.of(year, month > 0 ? month : 12).atEndOfMonth();
    }

    /** The age in full years on a day, if every day this date may mean gives the same age. */
    public OptionalInt ageOn(LocalDate day) {
        try {
            int oldest = earliest().until(day).getYears();
            int youngest = latest().until(day).getYears();
            return oldest == youngest ? OptionalInt.of(oldest) : OptionalInt.empty();
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalInt.empty();
        }
    }

    /** The ISO form of the precision that is known; a date of birth is personal data. */
    @JsonValue
    public String iso() {
        return switch (precision()) {
            case DAY -> "%04d-%02d-%02d".formatted(year, month, day);
            case MONTH -> "%04d-%02d".formatted(year, month);
            case YEAR -> "%04d".formatted(year);
        };
    }

    @Override
    public String toString() {
        return "PartialDate[hidden]";
    }

    /** How much of the date is known. */
    public enum Precision {
        YEAR,
        MONTH,
        DAY
    }
}
