package vn.dancu.acceptance.demo;

import java.time.Duration;

/**
 * Waits between attempts, longer each time, up to a limit in all: a part that was killed is back
 * within seconds; a platform that is gone must not hold the demo for ever.
 */
final class Patience {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final long deadline;
    private Duration next = FIRST;

    Patience(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
    }

    /** Waits; false where no time is left. */
    boolean pause(Duration atLeast) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        Duration pause = next.compareTo(atLeast) > 0 ? next : atLeast;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        sleep(Duration.ofNanos(Math.min(left, pause.toNanos())));
        return true;
    }

    static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted");
        }
    }
}
