package vn.dancu.population.search;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * What an officer knows of the person looked for: one of {@code number}, {@code oldNumber}, {@code
 * name}; the others narrow it.
 *
 * @param name with or without accents
 * @param province code of the province of permanent residence
 * @param limit people on a page, 1 to 100
 * @param after the cursor {@code next} of the page before
 */
public record SearchCriteria(
        @Nullable PersonalIdNumber number,
        @Pattern(regexp = "[0-9]{9}", message = "an old number has 9 digits")
                @Nullable String oldNumber,
        @Nullable PersonName name,
        @Nullable PartialDate dateOfBirth,
        @Pattern(regexp = "[0-9]{2}", message = "a province code has 2 digits")
                @Nullable String province,
        @Min(1) @Max(100) @Nullable Integer limit,
        @Pattern(regexp = "[0-9a-f.-]{41}", message = "a cursor of a page before")
                @Nullable String after) {
    private static final int DEFAULT_LIMIT = 20;

    int pageSize() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }
}
