package vn.dancu.population.numbering;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.record.Protection;

/**
 * The act by which the life of a number changes, as id-number-service keeps it.
 *
 * @param evidence no personal data
 * @param protection what history would tell by a changed number, as by the act itself
 */
public record NumberDecision(
        UUID actId,
        String evidence,
        String proposedBy,
        @Nullable String approvedBy,
        @Nullable Protection protection) {}
