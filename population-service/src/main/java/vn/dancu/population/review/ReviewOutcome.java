package vn.dancu.population.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a case.
 *
 * @param mergeId the merge that waits for its second officer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReviewOutcome(UUID id, State state, @Nullable UUID mergeId) {
    /** How far it is. */
    public enum State {
        WAITS_FOR_MERGE,
        DECIDED
    }
}
