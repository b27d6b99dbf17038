package vn.dancu.gateway.limits;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A body that went over its limit while it was read. */
public final class BodyTooLargeException extends IOException {
    @Serial private static final long serialVersionUID = 1L;
    private static final int MAX_DEPTH = 20;
    private final long limitBytes;

    BodyTooLargeException(long limitBytes) {
        super("body over the limit");
        this.limitBytes = limitBytes;
    }

    public long limitBytes() {
        return limitBytes;
    }

    /** The one among the causes of what an HTTP client threw, if there is one. */
    public static @Nullable BodyTooLargeException in(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof BodyTooLargeException tooLarge) {
                return tooLarge;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
