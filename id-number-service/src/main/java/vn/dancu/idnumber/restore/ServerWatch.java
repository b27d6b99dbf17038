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
import vn.dancu.idnumber.ledger.LastSeen;

/**
 * Finds out whether the database that answers is the one the ledger was last complete on. Each
 * assignment compares the start of the server by itself; this decides about a server that is new,
 * and whether what it holds is still what it held.
 */
@Component
class ServerWatch implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(ServerWatch.class);

    private final LedgerState ledger;
    private final Marks marks;
    private final Restorations restorations;
    private final RestoreSettings settings;
    private final Clock clock;
    private final LastSeen lastSeen;
    private final Witness witness;
    private volatile boolean open;

    ServerWatch(
            LedgerState ledger,
            Marks marks,
            Restorations restorations,
            RestoreSettings settings,
            Clock clock,
            LastSeen lastSeen,
            Witness witness,
            MeterRegistry registry) {
        this.witness = witness;
        this.ledger = ledger;
        this.marks = marks;
        this.restorations = restorations;
        this.settings = settings;
        this.clock = clock;
        this.lastSeen = lastSeen;
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
        if (state.closedReason() != null) {
            open = false;
            if (settings.automatic()) {
                restorations.start(state.closedReason());
            }
            return;
        }
        if (witness.isSilentTooLong()) {
            // Closed until the broker answers: the comparison needs it.
            lastSeen.forget();
        }
        LastSeen.Sight seen = lastSeen.last();
        boolean known =
                seen != null
                        && seen.leadsTo(state.incarnation(), state.beat())
                        && !witness.missesOwn(state);
        open = known && state.isVerifiedFor(server);
        if (!open && !compared(server, state)) {
            return;
        }
        beat(state);
    }

    /**
     * The database raises the beat: one that is not beyond the last is of a state that was put in
     * its place meanwhile, and a lower mark must not cover the one that tells so.
     */
    private void beat(LedgerState.State state) {
        open = false;
        LastSeen.Sight seen = lastSeen.last();
        Mark beat = ledger.beat().orElse(null);
        if (beat == null || seen == null || !seen.incarnation().equals(beat.incarnation())) {
            return; // closed, or another life since: the next look tells
        }
        if (beat.beat() <= seen.beat()) {
            close("older_state", state);
            return;
        }
        lastSeen.set(beat.sight());
        marks.put(beat);
        witness.heard();
        open = true;
    }

    /**
     * Whether the state holds against what Kafka remembers; else it is closed, or looked at anew.
     */
    private boolean compared(LedgerState.Server server, LedgerState.State before) {
        LastSeen.Sight seen = lastSeen.last();
        Optional<Marks.Placed> mark = marks.furthest();
        // After the mark: a state that lives is at least as far. And it is the same life as before:
        // else another instance has restored it meanwhile, and the mark may be from before that.
        LedgerState.State state = ledger.read();
        if (state.closedReason() != null || !state.incarnation().equals(before.incarnation())) {
            return false;
        }
        boolean fellBack =
                seen != null
                        && seen.incarnation().equals(state.incarnation())
                        && seen.beat() > state.beat();
        String suspicion =
                fellBack || witness.missesOwn(state)
                        ? "older_state"
                        : suspicion(server, state, mark.map(Marks.Placed::mark).orElse(null));
        if (suspicion == null && witness.misses(state, mark)) {
            suspicion = "older_state";
        }
        if (suspicion != null) {
            close(suspicion, state);
            return false;
        }
        witness.heard();
        ledger.verify(server, state.incarnation());
        lastSeen.set(state.sight());
        return true;
    }

    private void close(String suspicion, LedgerState.State state) {
        if (ledger.close(suspicion, clock.instant(), state.incarnation())) {
            log.error("assignment of numbers is closed: {}", suspicion);
        }
    }

    /** Why this state may be older than what was given out; nothing where it cannot be. */
    private @Nullable String suspicion(
            LedgerState.Server server, LedgerState.State state, @Nullable Mark mark) {
        if (mark != null && (mark.beat() > state.beat() || isAnother(mark, state))) {
            return "older_state";
        }
        boolean verified = state.isVerifiedFor(server);
        // Of two instances that start at once one may have beaten, and not told of it yet.
        if (mark == null && state.beat() > (verified ? 1 : 0) && ledger.hasNumbers()) {
            return "marks_lost";
        }
        if (verified || state.systemId() == null) {
            return null; // or the first server that ever looks, and no mark of an earlier one
        }
        if (!server.systemId().equals(state.systemId())) {
            return "other_server";
        }
        return server.timeline().equals(state.timeline()) ? null : "promoted_server";
    }

    private static boolean isAnother(Mark mark, LedgerState.State state) {
        return !mark.incarnation().equals(state.incarnation());
    }
}
