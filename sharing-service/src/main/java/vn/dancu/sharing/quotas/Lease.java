package vn.dancu.sharing.quotas;

import java.time.Duration;

/**
 * What the database let this instance use.
 *
 * @param granted 0 where the quota of the window is used up
 * @param remaining until the window ends; what is left then is worth nothing
 */
record Lease(int granted, Duration remaining) {}
