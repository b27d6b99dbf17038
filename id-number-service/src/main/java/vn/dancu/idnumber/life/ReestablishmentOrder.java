package vn.dancu.idnumber.life;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * A person is to have another number.
 *
 * @param number the old one
 * @param bucket where the new one comes from
 */
record ReestablishmentOrder(
        UUID requestId,
        UUID personId,
        PersonalIdNumber number,
        Bucket bucket,
        ReestablishmentReason reason,
        String evidence,
        @Nullable String decision,
        String proposedBy,
        String approvedBy) {}
