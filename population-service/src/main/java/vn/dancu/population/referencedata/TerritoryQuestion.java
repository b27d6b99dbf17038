package vn.dancu.population.referencedata;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A unit was split: which of its parts do its officers go on in, and to which do addresses belong
 * that were written in it?
 *
 * @param candidates the units that it became
 * @param units those that were chosen
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TerritoryQuestion(
        UUID questionId,
        String unit,
        String name,
        LocalDate endedAt,
        List<String> candidates,
        State state,
        long version,
        @Nullable List<String> units,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt) {
    enum State {
        OPEN,
        DECIDED
    }
}
