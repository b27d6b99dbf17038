package vn.dancu.population.residence;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.record.Place;

/**
 * A residence, stay, absence or life abroad that is registered or declared.
 *
 * @param place in the country, down to the commune; of an absence, where to
 * @param country ISO 3166-1 alpha-2, abroad
 * @param detail what is known of the place abroad
 * @param from the first day
 * @param until the day after the last, of temporary residence and stays
 * @param expectedEnd when an absent person means to return
 * @param evidence reference of the papers, no personal data
 * @param expectedVersion of the record that the officer saw
 */
record Registration(
        @NotNull ResidenceKind kind,
        @Valid @Nullable Place place,
        @Pattern(regexp = "[A-Z]{2}", message = "an ISO 3166-1 alpha-2 code")
                @Nullable String country,
        @Size(min = 1, max = 200) @Nullable String detail,
        @NotNull LocalDate from,
        @Nullable LocalDate until,
        @Nullable LocalDate expectedEnd,
        @Size(min = 1, max = 200) @Nullable String reason,
        @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
        @Nullable Long expectedVersion) {

    /** References of papers. */
    static final String EVIDENCE = "[\\p{L}\\p{N}][\\p{L}\\p{N} ./:()_-]{0,99}";

    static final String EVIDENCE_RULE = "1 to 100 letters, digits and . / : ( ) _ -";

    Where where() {
        return new Where(place, country, place == null ? detail : null);
    }

    /**
     * @param on the first day on which it does not hold any more
     */
    record End(
            @NotNull LocalDate on,
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
            @Nullable Long expectedVersion) {}

    /**
     * @param until the new day after the last
     */
    record Extension(
            @NotNull LocalDate until,
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
            @Nullable Long expectedVersion) {}

    /** What was registered wrongly; what is absent was right. */
    record Correction(
            @Valid @Nullable Place place,
            @Pattern(regexp = "[A-Z]{2}", message = "an ISO 3166-1 alpha-2 code")
                    @Nullable String country,
            @Size(min = 1, max = 200) @Nullable String detail,
            @Nullable LocalDate from,
            @Nullable LocalDate until,
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
            @Nullable Long expectedVersion) {}

    /** The registration was void: Law on Residence Art 35. */
    record Annulment(
            @NotNull @Pattern(regexp = EVIDENCE, message = EVIDENCE_RULE) String evidence,
            @Nullable Long expectedVersion) {}
}
