package vn.dancu.idnumber.life;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * What a commune proposes to do with a number, and what the agency decided.
 *
 * @param kind {@code cancel}, {@code reestablish} or {@code transfer}
 * @param personId who has the number
 * @param ownerId whose it is, of a transfer
 * @param bucket where the new number comes from, of a re-establishment
 * @param reason code of a {@link ReestablishmentReason}, of a {@link TransferReason}, or of a
 *     reason to cancel
 * @param territory of the officer who proposed it
 * @param decision the number of the decision, or why it was refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Proposal(
        UUID proposalId,
        String kind,
        UUID personId,
        PersonalIdNumber number,
        @Nullable UUID ownerId,
        @JsonIgnore @Nullable Bucket bucket,
        String reason,
        String evidence,
        ProposalState state,
        String proposedBy,
        @Nullable String agency,
        String territory,
        Instant proposedAt,
        @Nullable String decidedBy,
        @Nullable String decision,
        @Nullable Instant decidedAt) {

    /** Whose number it is about: who has it and, of a transfer, who is to have it. */
    List<UUID> people() {
        return ownerId == null ? List.of(personId) : List.of(personId, ownerId);
    }
}
