package vn.dancu.sandbox.launch;

import java.time.Duration;
import java.util.Optional;

/** When a process that died is started again. One that dies soon after each start is given up. */
final class RestartPolicy {
    static final int MAX_QUICK_DEATHS = 5;

    /** A process that lived this long was well: its death begins a new count. */
    static final Duration WELL = Duration.ofSeconds(60);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private int quickDeaths;

    /** The pause before the next start; empty if the process is given up. */
    Optional<Duration> afterDeath(Duration lived) {
        quickDeaths = lived.compareTo(WELL) >= 0 ? 1 : quickDeaths + 1;
        if (quickDeaths >= MAX_QUICK_DEATHS) {
            return Optional.empty();
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << (quickDeaths - 1));
        return Optional.of(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }
}
