package vn.dancu.population.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A place by its administrative units, from the province down as far as it is known, and a detail
 * such as house and street. Whether the units exist and lie in each other is for {@link Places}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Place(
        @NotNull @Pattern(regexp = "[0-9]{2}", message = "a province code has 2 digits")
                String province,
        @Pattern(regexp = "[0-9]{3}", message = "a district code has 3 digits")
                @Nullable String district,
        @Pattern(regexp = "[0-9]{5}", message = "a commune code has 5 digits")
                @Nullable String commune,
        @Size(min = 1, max = 200) @Nullable String detail) {

    /**
     * The codes run together, as stored: 2, 5 or 10 digits, or 7 where a commune lies directly in
     * its province.
     */
    public String units() {
        return province + (district == null ? "" : district) + (commune == null ? "" : commune);
    }

    /** Reads what {@link #units} wrote. */
    public static @Nullable Place stored(@Nullable String units, @Nullable String detail) {
        if (units == null) {
            return null;
        }
        return new Place(
                units.substring(0, 2),
                units.length() == 5 || units.length() == 10 ? units.substring(2, 5) : null,
                units.length() >= 7 ? units.substring(units.length() - 5) : null,
                detail);
    }
}
