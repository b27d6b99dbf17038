package vn.dancu.card.reading;

/**
 * Check digits of a TD1 MRZ (ICAO 9303-3 section 4.9, 9303-5 section 4.2.4), and the one that
 * Vietnamese cards have at position 30 of the first line.
 */
final class MrzDigits {
    private static final int LENGTH = 90;
    private static final int[] WEIGHTS = {7, 3, 1};

    private MrzDigits() {}

    static boolean agree(String mrz) {
        if (mrz.length() != LENGTH || !mrz.matches("[A-Z0-9<]{90}")) {
            return false;
        }
        String composite =
                mrz.substring(5, 30)
                        + mrz.substring(30, 37)
                        + mrz.substring(38, 45)
                        + mrz.substring(48, 59);
        return sum(mrz.substring(5, 14)) == digit(mrz, 14)
                && sum(mrz.substring(15, 29)) == digit(mrz, 29)
                && sum(mrz.substring(30, 36)) == digit(mrz, 36)
                && sum(mrz.substring(38, 44)) == digit(mrz, 44)
                && sum(composite) == digit(mrz, 59);
    }

    private static int digit(String mrz, int position) {
        return mrz.charAt(position) - '0';
    }

    private static int sum(String field) {
        int sum = 0;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            int value = c == '<' ? 0 : c >= 'A' ? c - 'A' + 10 : c - '0';
            sum += value * WEIGHTS[i % WEIGHTS.length];
        }
        return sum % 10;
    }
}
