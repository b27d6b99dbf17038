package vn.dancu.population.civilstatus;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Relative;

/**
 * What the civil-status system sends at once when a birth is registered: Decree 137/2015 Art 14.
 */
public record BirthRegistration(
        @NotNull @Valid CivilStatusEntry entry,
        @NotNull @Valid Child child,
        @Valid @Nullable Relative mother,
        @Valid @Nullable Relative father,
        @Valid @Nullable Relative representative) {

    /**
     * @param dateOfBirth known to the day
     * @param birthOrder first, second, … of one birth; it tells twins apart
     */
    public record Child(
            @NotNull PersonName name,
            @NotNull PartialDate dateOfBirth,
            @NotNull Sex sex,
            @NotNull @Valid Place birthRegistrationPlace,
            @NotNull @Valid Place origin,
            @NotNull
                    @Pattern(
                            regexp = "[0-9]{1,2}",
                            message = "an ethnic group is 1 to 54, 55 or 99")
                    String ethnicity,
            @NotNull @Pattern(regexp = "[A-Z]{2}", message = "an ISO 3166-1 alpha-2 code")
                    String nationality,
            @Min(1) @Max(9) @Nullable Integer birthOrder) {}
}
