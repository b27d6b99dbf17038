package vn.dancu.platform.calls;

import java.io.Serial;

/** One attempt that got no usable answer; counted by the circuit breaker. */
final class CallFailedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
    private final boolean repeatable;

    private CallFailedException(String reason, boolean repeatable, Throwable cause) {
        super(reason, cause);
        this.repeatable = repeatable;
    }

    private CallFailedException(String reason, boolean repeatable) {
        super(reason);
        this.repeatable = repeatable;
    }

    /** Another attempt may succeed: no connection, no answer in time, the callee is busy. */
    static CallFailedException passing(String reason) {
        return new CallFailedException(reason, true);
    }

    static CallFailedException passing(String reason, Throwable cause) {
        return new CallFailedException(reason, true, cause);
    }

    /** Another attempt would meet the same fault. */
    static CallFailedException lasting(String reason) {
        return new CallFailedException(reason, false);
    }

    boolean isRepeatable() {
        return repeatable;
    }
}
