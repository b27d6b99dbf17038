package vn.dancu.population.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * A relative as a paper names one (Law 59/2014 Art 9.1 n and o): text, and a link where the other
 * is on record.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Relative(
        @NotNull PersonName name,
        @Nullable PersonalIdNumber number,
        @Pattern(regexp = "[0-9]{9}", message = "an old number has 9 digits")
                @Nullable String oldNumber,
        @Pattern(regexp = "[A-Z]{2}", message = "a nationality is an ISO 3166-1 alpha-2 code")
                @Nullable String nationality,
        @Nullable UUID personId) {}
