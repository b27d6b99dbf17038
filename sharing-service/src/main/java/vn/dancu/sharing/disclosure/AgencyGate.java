package vn.dancu.sharing.disclosure;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;
import vn.dancu.sharing.model.AgencyCode;

/**
 * How many questions of one agency may be under way at once. More are turned away at the door, in
 * no queue, before they cost a statement or a call: an agency that floods fills its own places and
 * nobody else's.
 */
@Component
class AgencyGate {
    private final int places;

    /** Bounded by the agencies that the issuer names in tokens. */
    private final ConcurrentHashMap<AgencyCode, Semaphore> gates = new ConcurrentHashMap<>();

    AgencyGate(DisclosureLimits limits) {
        this.places = limits.concurrentPerAgency();
    }

    /** A place that is held until it is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    Optional<Place> enter(AgencyCode agency) {
        Semaphore gate = gates.computeIfAbsent(agency, code -> new Semaphore(places));
        return gate.tryAcquire() ? Optional.of(gate::release) : Optional.empty();
    }
}
