package vn.dancu.population.imports;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date of birth as an old paper writes it: day, month and year, or parts of them. Where a rule
 * gives a real day for an impossible one, that day is meant: 29 February of a common year and 30
 * February of a leap year are 1 March, 30 February of a common year is 2 March (guidance of the
 * civil-status offices on old papers). Any other impossible date has no substitute.
 */
final class OldPaperDate {
    private static final Pattern FORM =
            Pattern.compile("(?:(?:([0-9]{1,2})[/.-])?([0-9]{1,2})[/.-])?([0-9]{4})");
    private static final int FEBRUARY = 2;
    private static final int MARCH = 3;

    private OldPaperDate() {}

    /** The date, {@link CardDate#MALFORMED} or {@link CardDate#IMPOSSIBLE}. */
    static int read(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return CardDate.parse(text);
        }
        int year = Integer.parseInt(parts.group(3));
        int month = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
        int day = parts.group(1) == null ? 0 : Integer.parseInt(parts.group(1));
        if (month == FEBRUARY && (day == 30 || (day == 29 && !CardDate.isLeap(year)))) {
            day -= CardDate.isLeap(year) ? 29 : 28;
            month = MARCH;
        }
        if ((parts.group(2) != null && month == 0) || (parts.group(1) != null && day == 0)) {
            return CardDate.IMPOSSIBLE;
        }
        return CardDate.parse(CardDate.iso(CardDate.of(year, month, day)));
    }
}
