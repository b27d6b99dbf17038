package vn.dancu.sandbox.launch;

import java.time.Duration;
import java.util.Optional;

/**
 * When a process that died is started again. One that dies again and again before it ever answered
 * is given up; one that was killed while it worked is started as often as it takes.
 */
final class RestartPolicy {
    static final int MAX_VAIN_STARTS = 5;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private int vainStarts;

    /** The pause before the next start; empty if the process is given up. */
    Optional<Duration> afterDeath(boolean hadAnswered) {
        vainStarts = hadAnswered ? 0 : vainStarts + 1;
        if (vainStarts >= MAX_VAIN_STARTS) {
            return Optional.empty();
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << vainStarts);
        return Optional.of(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }
}
