package vn.dancu.population.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.acts.Evidence;

/**
 * An import that is taken back as a whole, as its officers see it.
 *
 * @param remark why it was refused or retracted
 * @param dependents what came to depend on the import before it could be taken back
 * @param waitsFor why it is held up: {@code running_transactions}, {@code
 *     id_number_service_unavailable}, {@code id_number_service_refused}, {@code
 *     card_issuance_service_unavailable}, {@code records_changing}
 * @param people to be taken back
 * @param done taken back so far
 * @param cancelledNumbers numbers that were given for the import: nobody gets them again
 * @param releasedNumbers numbers issued elsewhere that its cards brought: free to be registered
 * @param unclearNumbers those that id-number-service says are not these people's, by its code
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Withdrawal(
        UUID withdrawalId,
        UUID importId,
        State state,
        String reason,
        Evidence evidence,
        String firstOfficer,
        Instant proposedAt,
        @Nullable String secondOfficer,
        @Nullable Instant decidedAt,
        @Nullable String remark,
        Dependents.@Nullable Report dependents,
        @Nullable String waitsFor,
        long people,
        long done,
        long cancelledNumbers,
        long releasedNumbers,
        Map<String, Long> unclearNumbers,
        @Nullable Instant finishedAt) {

    /** Where it stands. */
    enum State {
        /** Waits for a second officer. */
        PROPOSED,
        /** Is being done, in bounded steps. */
        APPROVED,
        COMPLETED,
        /** The second officer did not agree. */
        REFUSED,
        /** Who proposed it took the proposal back. */
        RETRACTED,
        /** Something came to depend on the import after the approval: nothing was taken back. */
        PREVENTED
    }
}
