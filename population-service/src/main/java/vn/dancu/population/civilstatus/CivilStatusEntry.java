package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import vn.dancu.kernel.VietnameseText;

/**
 * Where an event stands in the civil-status books. The same office, book and entry again is the
 * same event.
 *
 * @param office code of the commune, district or province whose civil-status office keeps the book
 * @param book for example {@code 01/2026}
 * @param number number of the entry in the book
 */
public record CivilStatusEntry(
        @NotNull
                @Pattern(
                        regexp = "[0-9]{2}|[0-9]{3}|[0-9]{5}",
                        message = "a unit code has 2, 3 or 5 digits")
                String office,
        @NotNull
                @Pattern(
                        regexp = "[\\p{L}\\p{N}./ -]{1,30}",
                        message = "1 to 30 letters, digits, . / -")
                String book,
        @NotNull
                @Pattern(
                        regexp = "[\\p{L}\\p{N}./ -]{1,30}",
                        message = "1 to 30 letters, digits, . / -")
                String number) {

    /** The value that is unique for an event: its parts hold no separator {@code |}. */
    String key() {
        return office
                + "|"
                + VietnameseText.upper(book).replace(" ", "")
                + "|"
                + VietnameseText.upper(number).replace(" ", "");
    }
}
