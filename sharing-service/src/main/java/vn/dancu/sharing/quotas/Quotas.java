package vn.dancu.sharing.quotas;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import vn.dancu.sharing.model.Agreement;

/** Counts accesses under agreements. */
@Component
public class Quotas {
    private final QuotaLeases leases;
    private final QuotaLimits limits;

    /** Bounded by the number of agreements that have been active. */
    private final ConcurrentHashMap<UUID, QuotaMeter> meters = new ConcurrentHashMap<>();

    Quotas(QuotaLeases leases, QuotaLimits limits) {
        this.leases = leases;
        this.limits = limits;
    }

    /**
     * Takes one access from the quotas of the agreement.
     *
     * @return nothing if taken, else after what time to try again
     */
    public Optional<Duration> take(Agreement agreement) {
        return meters.computeIfAbsent(
                        agreement.id(), id -> new QuotaMeter(id, leases, limits, System::nanoTime))
                .take(agreement.terms().quota());
    }

    /**
     * What was taken of what was wanted.
     *
     * @param nextIn if it is less: when there may be more
     * @param waited for the first one
     */
    public record Share(int taken, Duration nextIn, Duration waited) {
        private Share after(Duration waiting) {
            return new Share(taken, nextIn, waiting);
        }
    }

    /**
     * Takes several accesses, or as many as there are: at least one, if there is one in time.
     *
     * @param patience how long to wait for the first one
     */
    public Share take(Agreement agreement, int wanted, Duration patience) {
        Duration waited = Duration.ZERO;
        Share share = take(agreement, wanted);
        while (share.taken() == 0
                && waited.plus(share.nextIn()).compareTo(patience) < 0
                && hasWaited(share.nextIn())) {
            waited = waited.plus(share.nextIn());
            share = take(agreement, wanted);
        }
        return share.after(waited);
    }

    private Share take(Agreement agreement, int wanted) {
        for (int taken = 0; taken < wanted; taken++) {
            Optional<Duration> nextIn = take(agreement);
            if (nextIn.isPresent()) {
                return new Share(taken, nextIn.get(), Duration.ZERO);
            }
        }
        return new Share(wanted, Duration.ZERO, Duration.ZERO);
    }

    private static boolean hasWaited(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
