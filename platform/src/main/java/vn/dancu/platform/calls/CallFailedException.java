package vn.dancu.platform.calls;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** One attempt that got no usable answer; counted by the circuit breaker. */
final class CallFailedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
    private final boolean repeatable;
    private final boolean unsent;

    private CallFailedException(
            String reason, boolean repeatable, boolean unsent, @Nullable Throwable cause) {
        super(reason, cause);
        this.repeatable = repeatable;
        this.unsent = unsent;
    }

    /** Another attempt may succeed: no connection, no answer in time, the callee is busy. */
    static CallFailedException passing(String reason) {
        return new CallFailedException(reason, true, false, null);
    }

    static CallFailedException passing(String reason, Throwable cause) {
        return new CallFailedException(reason, true, false, cause);
    }

    /** No connection came about: the callee cannot have got anything. */
    static CallFailedException unsent(Throwable cause) {
        return new CallFailedException("no connection", true, true, cause);
    }

    /** Another attempt would meet the same fault. */
    static CallFailedException lasting(String reason) {
        return new CallFailedException(reason, false, false, null);
    }

    boolean isRepeatable() {
        return repeatable;
    }

    boolean isUnsent() {
        return unsent;
    }
}
