package vn.dancu.population.search;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.population.record.Place;

/**
 * What an officer knows of the person looked for. One of {@code number}, {@code oldNumber}, {@code
 * name}, or a residence or the number of a relative together with the year of birth; the others
 * narrow it.
 *
 * @param name with or without marks; how near a name must be is {@code nameMatch}
 * @param nameMatch {@code SIMILAR} adds names that may have been mistyped; without it they are
 *     looked for only if nobody bears the name
 * @param dateOfBirth as far as it is known; who is on record with less than that is found too
 * @param residence where the person lives or lived by permanent, temporary or current residence
 * @param province the same as a residence with that province alone
 * @param limit people on a page, 1 to 100
 * @param after the cursor {@code next} of the page before
 */
public record SearchCriteria(
        @Nullable PersonalIdNumber number,
        @Pattern(regexp = "[0-9]{9}", message = "an old number has 9 digits")
                @Nullable String oldNumber,
        @Nullable PersonName name,
        @Nullable NameMatch nameMatch,
        @Nullable PartialDate dateOfBirth,
        @Nullable Sex sex,
        @Valid @Nullable Units origin,
        @Valid @Nullable Units residence,
        @Valid @Nullable RelativeCriterion father,
        @Valid @Nullable RelativeCriterion mother,
        @Valid @Nullable RelativeCriterion householdHead,
        @Pattern(regexp = "[0-9]{2}", message = "a province code has 2 digits")
                @Nullable String province,
        @Min(1) @Max(100) @Nullable Integer limit,
        @Pattern(regexp = "[0-9A-Za-z_.-]{1,600}", message = "a cursor of a page before")
                @Nullable String after) {
    private static final int DEFAULT_LIMIT = 20;

    /** How near a name on record must be to the one that is looked for. */
    public enum NameMatch {
        /** The same but for case and where tone marks are put. */
        EXACT,
        /** The same without marks. */
        UNACCENTED,
        /** That, and names that may have been mistyped or misheard. */
        SIMILAR
    }

    /** Administrative units from the province down. */
    public record Units(
            @NotNull @Pattern(regexp = "[0-9]{2}", message = "a province code has 2 digits")
                    String province,
            @Pattern(regexp = "[0-9]{3}", message = "a district code has 3 digits")
                    @Nullable String district,
            @Pattern(regexp = "[0-9]{5}", message = "a commune code has 5 digits")
                    @Nullable String commune) {
        Place place() {
            return new Place(province, district, commune, null);
        }
    }

    /** A relative by number, old number or name, of which at least one is given. */
    public record RelativeCriterion(
            @Nullable PersonalIdNumber number,
            @Pattern(regexp = "[0-9]{9}", message = "an old number has 9 digits")
                    @Nullable String oldNumber,
            @Nullable PersonName name) {
        boolean isEmpty() {
            return number == null && oldNumber == null && name == null;
        }
    }

    int pageSize() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** The residence, however it is given. */
    @Nullable Units livesIn() {
        if (residence != null) {
            return residence;
        }
        return province == null ? null : new Units(province, null, null);
    }

    boolean hasRelatives() {
        return father != null || mother != null || householdHead != null;
    }
}
