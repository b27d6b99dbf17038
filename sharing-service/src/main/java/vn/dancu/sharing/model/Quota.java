package vn.dancu.sharing.model;

import vn.dancu.kernel.InvalidValueException;

/**
 * How often an agency may ask under an agreement, counted over all instances.
 *
 * @param perDay answered attempts in a day of Vietnam
 * @param perSecond answered attempts in a second
 */
public record Quota(int perDay, int perSecond) {
    /** More than every citizen twice a day; a larger quota is a typing error. */
    public static final int MAX_PER_DAY = 200_000_000;

    public static final int MAX_PER_SECOND = 100_000;

    public Quota {
        if (perDay < 1 || perDay > MAX_PER_DAY) {
            throw new InvalidValueException("quota_out_of_range", "perDay is 1 to 200000000");
        }
        if (perSecond < 1 || perSecond > MAX_PER_SECOND) {
            throw new InvalidValueException("quota_out_of_range", "perSecond is 1 to 100000");
        }
    }
}
