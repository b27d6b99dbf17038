package vn.dancu.population.imports;

/**
 * Dates packed into an int, {@code yyyymmdd}, 0 where month or day is not known. Packed, because a
 * file has two for each of its millions of lines.
 */
final class CardDate {
    static final int MALFORMED = -1;
    static final int IMPOSSIBLE = -2;

    private static final int FIRST_YEAR = 1800;
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private CardDate() {}

    /** The date, {@link #MALFORMED} or {@link #IMPOSSIBLE}. */
    static int parse(String text) {
        int length = text.length();
        if (length != 4 && length != 7 && length != 10) {
            return MALFORMED;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean dash = i == 4 || i == 7;
            if (dash ? c != '-' : c < '0' || c > '9') {
                return MALFORMED;
            }
        }
        int year = Integer.parseInt(text, 0, 4, 10);
        int month = length >= 7 ? Integer.parseInt(text, 5, 7, 10) : 0;
        int day = length == 10 ? Integer.parseInt(text, 8, 10, 10) : 0;
        boolean possible =
                year >= FIRST_YEAR
                        && (length < 7 || (month >= 1 && month <= 12))
                        && (length < 10 || (day >= 1 && day <= daysOf(year, month)));
        return possible ? year * 10_000 + month * 100 + day : IMPOSSIBLE;
    }

    private static int daysOf(int year, int month) {
        return month == 2 && isLeap(year) ? 29 : DAYS[month - 1];
    }

    static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /** As a card has it. */
    static String iso(int date) {
        if (month(date) == 0) {
            return "%04d".formatted(year(date));
        }
        return day(date) == 0
                ? "%04d-%02d".formatted(year(date), month(date))
                : "%04d-%02d-%02d".formatted(year(date), month(date), day(date));
    }

    static int year(int date) {
        return date / 10_000;
    }

    static int month(int date) {
        return date / 100 % 100;
    }

    static int day(int date) {
        return date % 100;
    }

    static boolean isFull(int date) {
        return day(date) > 0;
    }

    /** The first day that the date may mean. */
    static int earliest(int date) {
        int month = Math.max(month(date), 1);
        int day = Math.max(day(date), 1);
        return year(date) * 10_000 + month * 100 + day;
    }

    static int of(int year, int month, int day) {
        return year * 10_000 + month * 100 + day;
    }
}
