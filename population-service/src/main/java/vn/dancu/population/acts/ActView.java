package vn.dancu.population.acts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vn.dancu.population.numbering.NumberTasks;

/**
 * An act as officers see it.
 *
 * @param event what happened, with its kind; absent for births of the first releases
 * @param number how far what it asks of id-number-service is, if anything
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActView(
        UUID id,
        String kind,
        ActState state,
        UUID personId,
        @Nullable UUID otherPersonId,
        @Nullable JsonNode event,
        @Nullable Evidence evidence,
        String proposedBy,
        Instant proposedAt,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String reason,
        Act.@Nullable Annulment annulment,
        NumberTasks.@Nullable Progress number) {}
