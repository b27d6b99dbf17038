package vn.dancu.sharing.quotas;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import vn.dancu.sharing.model.Quota;

/**
 * One agreement's leases in this instance. A window found used up is remembered until it ends, so a
 * flood is refused without the database.
 */
final class QuotaMeter {
    /** A lease can end before it is used, if the window turned while it was granted. */
    private static final int MAX_LEASES = 3;

    private final UUID agreement;
    private final QuotaLeases leases;
    private final QuotaLimits limits;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<QuotaUnit, Window> windows = new EnumMap<>(QuotaUnit.class);

    QuotaMeter(UUID agreement, QuotaLeases leases, QuotaLimits limits, LongSupplier nanoClock) {
        this.agreement = agreement;
        this.leases = leases;
        this.limits = limits;
        this.nanoClock = nanoClock;
    }

    /**
     * @param usedUp the database had nothing left under this limit
     */
    private record Window(int left, int limit, boolean usedUp, long endsAtNanos) {
        Window oneLess() {
            return new Window(left - 1, limit, usedUp, endsAtNanos);
        }

        /** A changed limit is asked for again, so that a raised quota helps at once. */
        boolean servesAt(long nanos, int limitNow) {
            return !endedAt(nanos) && limit == limitNow && (left > 0 || usedUp);
        }

        boolean endedAt(long nanos) {
            return nanos - endsAtNanos >= 0;
        }
    }

    /**
     * Takes one access of each window.
     *
     * @return nothing if taken, else how long the window that is used up still runs
     */
    Optional<Duration> take(Quota quota) {
        lock.lock();
        try {
            // The day first: the shorter window must not end while the longer one is leased.
            Window day = window(QuotaUnit.DAY, quota);
            Window second = window(QuotaUnit.SECOND, quota);
            for (Window window : new Window[] {day, second}) {
                if (window.left() == 0) {
                    return Optional.of(
                            Duration.ofNanos(
                                    Math.max(1, window.endsAtNanos() - nanoClock.getAsLong())));
                }
            }
            windows.put(QuotaUnit.DAY, day.oneLess());
            windows.put(QuotaUnit.SECOND, second.oneLess());
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Window window(QuotaUnit unit, Quota quota) {
        int limit = unit.limit(quota);
        Window held = windows.get(unit);
        if (held != null && held.servesAt(nanoClock.getAsLong(), limit)) {
            return held;
        }
        for (int attempt = 0; attempt < MAX_LEASES; attempt++) {
            // The time is read first: the lease ends here no later than in the database.
            long askedAt = nanoClock.getAsLong();
            Lease lease = leases.lease(agreement, unit, limits.block(unit, limit), limit);
            Window fresh =
                    new Window(
                            lease.granted(),
                            limit,
                            lease.granted() == 0,
                            askedAt + lease.remaining().toNanos());
            if (!fresh.endedAt(nanoClock.getAsLong())) {
                windows.put(unit, fresh);
                return fresh;
            }
        }
        return new Window(0, limit, true, nanoClock.getAsLong());
    }
}
