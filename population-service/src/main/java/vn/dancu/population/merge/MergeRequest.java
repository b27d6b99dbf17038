package vn.dancu.population.merge;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import vn.dancu.population.acts.Evidence;

/**
 * Proposes that two records of one person become one.
 *
 * @param survivorId the record that goes on, with its number
 * @param sourceId the record that is closed and leads to the other one
 * @param evidence how it was verified
 */
public record MergeRequest(
        @NotNull UUID survivorId, @NotNull UUID sourceId, @NotNull @Valid Evidence evidence) {}
