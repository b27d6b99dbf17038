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
}
