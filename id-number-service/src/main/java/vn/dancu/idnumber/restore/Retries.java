package vn.dancu.idnumber.restore;

import java.time.Duration;

/** When a run may start by itself: each that fails doubles the pause, up to a bound. */
final class Retries {
    private static final int DOUBLINGS_AT_MOST = 20;

    private final Duration first;
    private final Duration atMost;
    private int failures;
    private long dueNanos;

    Retries(Duration first, Duration atMost, long nowNanos) {
        this.first = first;
        this.atMost = atMost;
        this.dueNanos = nowNanos;
    }

    synchronized boolean isDue(long nowNanos) {
        return nowNanos - dueNanos >= 0;
    }

    synchronized void ended(boolean done, long nowNanos) {
        failures = done ? 0 : Math.min(failures + 1, DOUBLINGS_AT_MOST);
        Duration pause = first.multipliedBy(1L << Math.max(0, failures - 1));
        dueNanos = nowNanos + (pause.compareTo(atMost) < 0 ? pause : atMost).toNanos();
    }
}
