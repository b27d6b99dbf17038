package vn.dancu.card.chip;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/**
 * The text in the QR code of the card: seven fields between bars, UTF-8, unsigned. Readers in the
 * field split at the bar, so no field may hold one.
 */
public record QrPayload(String text) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("ddMMuuuu");

    /**
     * @param oldNumber the nine digits of an earlier identity card, if there was one
     * @throws InvalidValueException {@code qr_separator} if a field holds a bar
     */
    public static QrPayload of(
            PersonalIdNumber number,
            Optional<String> oldNumber,
            PersonName name,
            LocalDate birth,
            Sex sex,
            String residence,
            LocalDate issued) {
        List<String> fields =
                List.of(
                        number.digits(),
                        oldNumber.orElse(""),
                        name.full(),
                        DATE.format(birth),
                        sexWord(sex),
                        residence,
                        DATE.format(issued));
        if (fields.stream().anyMatch(field -> field.indexOf('|') >= 0)) {
            throw new InvalidValueException(
                    "qr_separator", "a vertical bar cannot stand in the QR code");
        }
        return new QrPayload(String.join("|", fields));
    }

    private static String sexWord(Sex sex) {
        return switch (sex) {
            case MALE -> "Nam";
            case FEMALE -> "Nữ";
            case UNKNOWN -> "";
        };
    }

    /** Hidden: all of it is personal data. */
    @Override
    public String toString() {
        return "QrPayload[hidden]";
    }
}
