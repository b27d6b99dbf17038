package vn.dancu.population.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Information lines 14 to 16: parents, spouse, representative, head of the household. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Relatives(
        @Nullable Relative father,
        @Nullable Relative mother,
        @Nullable Relative spouse,
        @Nullable Relative representative,
        @Nullable Relative householdHead,
        @Nullable String relationshipToHead) {}
