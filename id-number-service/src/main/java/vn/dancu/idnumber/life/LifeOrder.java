package vn.dancu.idnumber.life;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.model.LifeReason;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * What is to be done to the numbers of some people, all for one reason.
 *
 * @param evidence an id or reference, no personal data
 * @param decision the number of the agency's decision, where there is one
 * @param approvedBy the second officer, where the reason needs one
 */
record LifeOrder(
        UUID requestId,
        LifeReason reason,
        String evidence,
        @Nullable String decision,
        String proposedBy,
        @Nullable String approvedBy,
        List<Item> items) {
    LifeOrder {
        items = List.copyOf(items);
    }

    /**
     * @param otherPersonId the record that stays, of a merge
     */
    record Item(UUID personId, PersonalIdNumber number, @Nullable UUID otherPersonId) {}
}
