package vn.dancu.gateway.limits;

import java.time.Duration;
import org.springframework.util.unit.DataSize;
import vn.dancu.gateway.problem.Problem;

/**
 * How slow a client may be with its body.
 *
 * <p>Judged at each read that brings something. A client that sends nothing at all is ended by the
 * container's time limit of a single read.
 */
interface Pace {
    /**
     * @param startNanos when the read began to wait for the client
     * @param endNanos when it had something
     */
    void judge(long startNanos, long endNanos, int bytes) throws BodyRefusedException;

    /** The whole body within a time, from the first read on. */
    static Pace whole(Duration time) {
        return new Pace() {
            private boolean begun;
            private long firstNanos;

            @Override
            public void judge(long startNanos, long endNanos, int bytes)
                    throws BodyRefusedException {
                if (!begun) {
                    begun = true;
                    firstNanos = startNanos;
                }
                if (endNanos - firstNanos > time.toNanos()) {
                    throw new BodyRefusedException(Problem.bodyTooSlow());
                }
            }
        };
    }

    /**
     * So many bytes in each such time of waiting; time in which the part is slow is not waiting.
     */
    static Pace rate(DataSize minimum, Duration window) {
        return new Pace() {
            private long waitedNanos;
            private long gotBytes;

            @Override
            public void judge(long startNanos, long endNanos, int bytes)
                    throws BodyRefusedException {
                waitedNanos += endNanos - startNanos;
                gotBytes += bytes;
                if (waitedNanos < window.toNanos()) {
                    return;
                }
                if (gotBytes < minimum.toBytes()) {
                    throw new BodyRefusedException(Problem.bodyTooSlow());
                }
                waitedNanos = 0;
                gotBytes = 0;
            }
        };
    }
}
