package vn.dancu.population.review;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.acts.Evidence;

/**
 * What an officer found out.
 *
 * @param otherPersonId the record of the same person, where the case does not name it
 * @param survivorId which of the two records goes on; by default the earlier one
 * @param evidence how it was found out
 */
public record ReviewDecision(
        @NotNull Finding finding,
        @Nullable UUID otherPersonId,
        @Nullable UUID survivorId,
        @NotNull @Valid Evidence evidence) {

    /** What the case comes to. */
    public enum Finding {
        /** Both records are of one person: they are merged, by a second officer. */
        SAME_PERSON,
        /** Nobody else on record is this person: a number is asked for. */
        DIFFERENT_PERSON,
        /** The number on the card is this person's: it is registered. */
        CLAIMED_NUMBER_RIGHT
    }
}
