package vn.dancu.population.record;

import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one change did to one information line.
 *
 * @param field its name on the wire
 * @param before absent where nothing was on record
 * @param after absent where nothing is on record any more
 * @param validFrom the first day on which the new value held; absent for always
 */
public record FieldChange(
        String field,
        @Nullable JsonNode before,
        @Nullable JsonNode after,
        @Nullable LocalDate validFrom) {
    /** Whether the value differs, or only is told with the lines that it makes sense with. */
    boolean isDifference() {
        return !Objects.equals(before, after);
    }
}
