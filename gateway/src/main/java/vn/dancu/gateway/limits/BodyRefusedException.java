package vn.dancu.gateway.limits;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;
import vn.dancu.gateway.problem.Problem;

/**
 * A client's body that does not get through: too large, too slow or broken off.
 *
 * <p>A type of its own, because an HTTP client that copies the body reports any fault in it like a
 * fault of the part, and no client may make a part look ill.
 */
public final class BodyRefusedException extends IOException {
    @Serial private static final long serialVersionUID = 1L;
    private static final int MAX_DEPTH = 20;
    private final transient Problem problem;

    BodyRefusedException(Problem problem) {
        super(problem.code());
        this.problem = problem;
    }

    BodyRefusedException(Problem problem, IOException cause) {
        super(problem.code(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /** The one among the causes of what an HTTP client threw, if there is one. */
    public static @Nullable BodyRefusedException in(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof BodyRefusedException refused) {
                return refused;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
