/** Commands with an {@code Idempotency-Key} take effect once. */
@NullMarked
package vn.dancu.platform.idempotency;

import org.jspecify.annotations.NullMarked;
