package vn.dancu.idnumber.life;

import java.util.UUID;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * A number is to go to its owner.
 *
 * @param holder who has it, wrongly
 * @param owner whose it is
 * @param decision the number of the agency's decision
 */
record TransferOrder(
        UUID requestId,
        PersonalIdNumber number,
        UUID holder,
        UUID owner,
        TransferReason reason,
        String evidence,
        String decision,
        String proposedBy,
        String approvedBy) {}
