package vn.dancu.card.earlier;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * A line of the file: {@code {"number":"079198000123","printed"?:"024680135","issued":"2018-05-04",
 * "expires"?:"2033-05-04","place":"01"}}.
 *
 * @param number the personal identification number of its holder
 * @param printed the nine digits that an old identity card shows instead
 * @param place code of the province that issued it
 */
record EarlierCard(
        String number,
        @Nullable String printed,
        LocalDate issued,
        @Nullable LocalDate expires,
        String place) {
    /** The first identity cards with nine digits (Decree 05/1999 for those still valid). */
    private static final LocalDate FIRST = LocalDate.of(1957, 1, 1);

    /** A line that can be taken, or the code of what is wrong with it. */
    record Read(Optional<EarlierCard> card, Optional<String> code) {
        static Read wrong(String code) {
            return new Read(Optional.empty(), Optional.of(code));
        }
    }

    static Read read(JsonMapper json, String line, LocalDate today) {
        @Nullable EarlierCard card;
        try {
            card = json.readValue(line, EarlierCard.class);
        } catch (JacksonException e) {
            return Read.wrong("malformed_line");
        }
        // The line "null" is JSON too.
        if (card == null) {
            return Read.wrong("malformed_line");
        }
        return card.wrong(today)
                .map(Read::wrong)
                .orElse(new Read(Optional.of(card), Optional.empty()));
    }

    @SuppressWarnings("NullAway") // what JSON leaves out is null whatever the type says
    private Optional<String> wrong(LocalDate today) {
        if (number == null || issued == null || place == null) {
            return Optional.of("missing_field");
        }
        if (!PersonalIdNumber.isWellFormed(number)) {
            return Optional.of("number_malformed");
        }
        if (printed != null && !printed.matches("[0-9]{9}")) {
            return Optional.of("printed_malformed");
        }
        if (!place.matches("[0-9]{2}")) {
            return Optional.of("place_malformed");
        }
        if (issued.isAfter(today) || issued.isBefore(FIRST)) {
            return Optional.of("issued_implausible");
        }
        if (expires != null && !expires.isAfter(issued)) {
            return Optional.of("expires_before_issue");
        }
        if (expires != null && expires.isBefore(today)) {
            return Optional.of("expired");
        }
        int age = issued.getYear() - new PersonalIdNumber(number).reading().birthYear();
        return age < 14 || age > 120 ? Optional.of("issued_implausible") : Optional.empty();
    }

    /** What its reader sees as its number. */
    String shown() {
        return printed == null ? number : printed;
    }

    @Override
    public String toString() {
        return "EarlierCard[hidden]";
    }
}
