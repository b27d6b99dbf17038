package vn.dancu.gateway.limits;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the bodies that are held take of the heap together: without a bound many clients fill it.
 */
final class HeldBytes {
    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    HeldBytes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    boolean take(long bytes) {
        if (heldBytes.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        heldBytes.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        heldBytes.addAndGet(-bytes);
    }
}
