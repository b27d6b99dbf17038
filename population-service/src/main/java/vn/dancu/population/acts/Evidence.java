package vn.dancu.population.acts;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The paper that proves an act, by which it can be found again. It names no person.
 *
 * @param number as the office numbered it
 * @param office who issued it: the code of a unit, or the name of a court or agency
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evidence(
        @NotNull Kind kind,
        @NotNull
                @Pattern(
                        regexp = "[\\p{L}\\p{N}./ -]{1,40}",
                        message = "1 to 40 letters, digits, . / -")
                String number,
        @NotNull
                @Pattern(
                        regexp = "[\\p{L}\\p{M}\\p{N}.,/() -]{1,100}",
                        message = "1 to 100 letters, digits, . , / ( ) -")
                String office,
        @Nullable LocalDate issuedOn) {

    /** What sort of paper it is. */
    public enum Kind {
        /** An entry in the books of a civil-status office, or an extract from them. */
        CIVIL_STATUS_ENTRY,
        /** A judgment or decision of a court that has taken effect. */
        COURT_DECISION,
        /** A decision of an administrative agency, such as one on a correction. */
        ADMINISTRATIVE_DECISION,
        /** A decision of the President: Law on Nationality 24/2008 Art 38. */
        PRESIDENTIAL_DECISION,
        /** A hospital's certificate, for the re-determination of sex: Decree 88/2008 Art 7. */
        MEDICAL_CERTIFICATE,
        /** The form DC02 with what the commune police verified: Circular 66/2015 Art 18. */
        UPDATE_FORM,
        /** The police verified it themselves and wrote it down. */
        VERIFICATION_RECORD
    }

    /** How history names it. */
    public String reference() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + number + ", " + office;
    }
}
