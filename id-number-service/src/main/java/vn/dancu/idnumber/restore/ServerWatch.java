package vn.dancu.idnumber.restore;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Finds out whether the database that answers is the one the ledger was last complete on. Each
 * assignment compares the start of the server by itself; this decides about a server that is new.
 */
@Component
class ServerWatch implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(ServerWatch.class);

    private final LedgerState ledger;
    private final Marks marks;
    private final Restorations restorations;
    private final RestoreSettings settings;
    private final Clock clock;
    private volatile boolean open;

    ServerWatch(
            LedgerState ledger,
            Marks marks,
            Restorations restorations,
            RestoreSettings settings,
            Clock clock,
            MeterRegistry registry) {
        this.ledger = ledger;
        this.marks = marks;
        this.restorations = restorations;
        this.settings = settings;
        this.clock = clock;
        Gauge.builder("dancu.numbers.assignment.open", () -> open ? 1 : 0)
                .description("1 while numbers are assigned, 0 while assignment is closed")
                .register(registry);
    }

    /** Before the first request, so that an ordinary start keeps nobody waiting. */
    @Override
    public void afterSingletonsInstantiated() {
        look();
    }

    @Scheduled(fixedDelayString = "${dancu.numbers.restore.watch-interval:1s}")
    void look() {
        try {
            look(ledger.server(), ledger.read());
        } catch (RuntimeException e) {
            // Assignment is refused meanwhile wherever the server changed; look again soon.
            open = false;
            log.warn("the ledger cannot be verified now: {}", e.getClass().getSimpleName());
        }
    }

    private void look(LedgerState.Server server, LedgerState.State state) {
        open = state.closedReason() == null && state.isVerifiedFor(server);
        if (state.closedReason() != null) {
            if (settings.automatic()) {
                restorations.start(state.closedReason());
            }
            return;
        }
        if (!open) {
            Optional<Mark> mark = marks.furthest();
            String suspicion = suspicion(server, state, mark.orElse(null));
            if (suspicion != null) {
                log.error("assignment of numbers is closed: {}", suspicion);
                ledger.close(suspicion, clock.instant());
                return;
            }
            ledger.verify(server);
            open = true;
        }
        marks.put(ledger.beat());
    }

    /** Why this state may be older than what was given out; nothing where it cannot be. */
    private @Nullable String suspicion(
            LedgerState.Server server, LedgerState.State state, @Nullable Mark mark) {
        if (mark != null && (mark.beat() > state.beat() || isAnother(mark, state))) {
            return "older_state";
        }
        if (state.systemId() == null) {
            return null; // the first server that ever looks, and no mark of an earlier one
        }
        if (!server.systemId().equals(state.systemId())) {
            return "other_server";
        }
        if (!server.timeline().equals(state.timeline())) {
            return "promoted_server";
        }
        return mark == null && state.beat() > 0 && ledger.hasNumbers() ? "marks_lost" : null;
    }

    private static boolean isAnother(Mark mark, LedgerState.State state) {
        return !mark.incarnation().equals(state.incarnation());
    }
}
