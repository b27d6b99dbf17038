package vn.dancu.card.chip;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/**
 * The machine readable zone of the card: three lines of thirty characters (ICAO 9303-5, TD1) with
 * the national use of the optional field: the document number is the last nine digits of the
 * personal identification number, the whole number follows in the optional data, and position 30
 * holds a check digit over positions 16 to 29.
 */
public record Td1(String line1, String line2, String line3) {
    private static final int LINE_LENGTH = 30;
    private static final String STATE = "VNM";
    private static final DateTimeFormatter SHORT_DATE = DateTimeFormatter.ofPattern("yyMMdd");

    public Td1 {
        if (!isLine(line1) || !isLine(line2) || !isLine(line3)) {
            throw new IllegalArgumentException("a line has 30 characters of A-Z, 0-9 and <");
        }
    }

    /**
     * @param expiry none for cards issued from two years before the sixtieth birthday on
     * @param noExpiryDate the six digits that stand for "no expiry"
     */
    public static Td1 of(
            PersonalIdNumber number,
            PersonName name,
            LocalDate birth,
            Sex sex,
            Optional<LocalDate> expiry,
            String noExpiryDate) {
        String documentNumber = number.digits().substring(3);
        String optional = number.digits() + "<<";
        String line1 =
                "ID"
                        + STATE
                        + documentNumber
                        + checkDigit(documentNumber)
                        + optional
                        + checkDigit(optional);
        String birthDigits = SHORT_DATE.format(birth);
        String expiryDigits = expiry.map(SHORT_DATE::format).orElse(noExpiryDate);
        String dates =
                birthDigits
                        + checkDigit(birthDigits)
                        + sexLetter(sex)
                        + expiryDigits
                        + checkDigit(expiryDigits);
        String line2 = dates + STATE + "<".repeat(11);
        // ICAO 9303-5 4.2.4: the composite covers neither the sex nor the nationality.
        String composite =
                line1.substring(5)
                        + line2.substring(0, 7)
                        + line2.substring(8, 15)
                        + line2.substring(18, 29);
        return new Td1(line1, line2 + checkDigit(composite), padded(MrzName.of(name)));
    }

    public List<String> lines() {
        return List.of(line1, line2, line3);
    }

    /** ICAO 9303-3 section 4.9: weights 7, 3, 1; fillers count 0, A to Z count 10 to 35. */
    static char checkDigit(String field) {
        int sum = 0;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            int value = c == '<' ? 0 : Character.digit(c, 36);
            if (value < 0) {
                throw new IllegalArgumentException("not a character of the MRZ");
            }
            int weight =
                    switch (i % 3) {
                        case 0 -> 7;
                        case 1 -> 3;
                        default -> 1;
                    };
            sum += value * weight;
        }
        return (char) ('0' + sum % 10);
    }

    private static char sexLetter(Sex sex) {
        return switch (sex) {
            case MALE -> 'M';
            case FEMALE -> 'F';
            case UNKNOWN -> '<';
        };
    }

    private static String padded(String name) {
        return name.length() >= LINE_LENGTH
                ? name.substring(0, LINE_LENGTH)
                : name + "<".repeat(LINE_LENGTH - name.length());
    }

    private static boolean isLine(String text) {
        return text.matches("[A-Z0-9<]{" + LINE_LENGTH + "}");
    }

    /** Hidden: all of it is personal data. */
    @Override
    public String toString() {
        return "Td1[hidden]";
    }
}
