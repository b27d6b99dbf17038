package vn.dancu.sharing.quotas;

import java.util.UUID;

/** Where leases come from. */
interface QuotaLeases {
    /** Grants at most {@code block} of what is left of {@code limit} in the running window. */
    Lease lease(UUID agreement, QuotaUnit unit, int block, int limit);
}
