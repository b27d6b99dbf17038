package vn.dancu.idnumber.restore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.idnumber.ledger.LastSeen;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.Registration;
import vn.dancu.idnumber.ledger.RestoredLedger;
import vn.dancu.idnumber.life.RestoredLife;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.LifeReason;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * Brings an older state up to what others know, and opens assignment only then: all known numbers
 * are entered, and each bucket's counter goes beyond them and a margin.
 */
@Component
class Restorations {
    private static final Logger log = LoggerFactory.getLogger(Restorations.class);

    private static final int BUCKETS_AT_ONCE = 500;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final LedgerTransactions transactions;
    private final RestoredLedger restored;
    private final LedgerState ledger;
    private final Marks marks;
    private final KnownNumbers known;
    private final RestoreSettings settings;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicReference<@Nullable String> wanted = new AtomicReference<>();
    private final Retries retries;
    private final DataSource dataSource;
    private final LastSeen lastSeen;
    private final RestoredLife life;
    private final Conflicts conflicts;

    Restorations(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            LedgerTransactions transactions,
            RestoredLedger restored,
            LedgerState ledger,
            Marks marks,
            KnownNumbers known,
            RestoreSettings settings,
            Clock clock,
            DataSource dataSource,
            LastSeen lastSeen,
            RestoredLife life,
            Conflicts conflicts) {
        this.life = life;
        this.conflicts = conflicts;
        this.dataSource = dataSource;
        this.lastSeen = lastSeen;
        this.retries = new Retries(settings.retry(), settings.retryAtMost(), System.nanoTime());
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.transactions = transactions;
        this.restored = restored;
        this.ledger = ledger;
        this.marks = marks;
        this.known = known;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param failure the kind of what stopped it, where it failed
     */
    record Restoration(
            UUID restorationId,
            String reason,
            String state,
            OffsetDateTime startedAt,
            @Nullable OffsetDateTime finishedAt,
            long compared,
            long entered,
            long conflicts,
            long buckets,
            @Nullable String failure) {}

    List<Restoration> latest(int limit) {
        return jdbc.sql(
                        """
                        select restoration_id, reason, state, started_at, finished_at, compared,
                               entered, conflicts, buckets, failure
                          from restoration order by started_at desc limit :limit
                        """)
                .param("limit", limit)
                .query(Restoration.class)
                .list();
    }

    /** Starts a run unless one runs here, or failed of late; the state of each is on record. */
    void start(String reason) {
        if (retries.isDue(System.nanoTime()) && running.compareAndSet(false, true)) {
            begin(reason);
        }
    }

    /** As an operator starts it: at once, or after the one that runs if that opens nothing. */
    void startNow(String reason) {
        wanted.set(reason);
        if (running.compareAndSet(false, true)) {
            wanted.set(null);
            begin(reason);
        }
    }

    private void begin(String reason) {
        Thread.ofVirtual().name("restoration").start(() -> runHere(reason));
    }

    private void runHere(String reason) {
        boolean done = false;
        try {
            done = runAlone(reason);
        } catch (RuntimeException | SQLException e) {
            log.warn("no restoration can run now: {}", e.getClass().getSimpleName());
        } finally {
            retries.ended(done, System.nanoTime());
            running.set(false);
            String next = wanted.getAndSet(null);
            if (next != null && !done) {
                startNow(next);
            }
        }
    }

    /** One run at a time for each closing, by whichever instance comes first. */
    private boolean runAlone(String reason) throws SQLException {
        OffsetDateTime closedAt = ledger.read().closedAt();
        if (closedAt == null) {
            return true;
        }
        String key = "restoration " + closedAt.toInstant();
        try (Connection held = dataSource.getConnection()) {
            if (!lock(held, "select pg_try_advisory_lock(hashtextextended(?, 0))", key)) {
                return false;
            }
            try {
                return runRecorded(reason);
            } finally {
                // A connection that broke has let it go already.
                if (held.isValid(1)) {
                    lock(held, "select pg_advisory_unlock(hashtextextended(?, 0))", key);
                }
            }
        }
    }

    private static boolean lock(Connection held, String sql, String key) throws SQLException {
        try (PreparedStatement statement = held.prepareStatement(sql)) {
            statement.setString(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private boolean runRecorded(String reason) {
        UUID id = UUID.randomUUID();
        jdbc.sql(
                        """
                        insert into restoration (restoration_id, reason, state, started_at)
                        values (:id, :reason, 'running', :now)
                        """)
                .param("id", id)
                .param("reason", reason)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        try {
            run(id);
            finish(id, "done", null);
            log.info("assignment of numbers is open again: restoration {}", id);
            return true;
        } catch (RuntimeException e) {
            log.error("restoration {} failed: {}", id, e.getClass().getSimpleName());
            finish(id, "failed", e.getClass().getSimpleName());
            return false;
        }
    }

    private void finish(UUID id, String state, @Nullable String failure) {
        jdbc.sql(
                        """
                        update restoration set state = :state, failure = :failure, finished_at = :now
                         where restoration_id = :id
                        """)
                .param("id", id)
                .param("state", state)
                .param("failure", failure)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** However often it is tried for one closing, places are set aside once. */
    private void run(UUID id) {
        Mark furthest = furthest();
        LedgerState.Closing closing =
                transactions
                        .run(() -> ledger.closing(furthest, clock.instant()))
                        .orElseThrow(() -> new OvertakenException("assignment is open"));
        // First, so that a bucket that is opened meanwhile begins beyond the margin too.
        ledger.raiseFirstPlace(closing, settings.margin());
        known.each(page -> compare(id, page));
        int after = -1;
        List<Bucket> buckets = restored.buckets(after, BUCKETS_AT_ONCE);
        while (!buckets.isEmpty()) {
            List<Bucket> some = buckets;
            int moved =
                    transactions.run(
                            () ->
                                    restored.advance(
                                            id, closing.closedAt(), some, settings.margin()));
            count(id, "buckets", moved);
            after = some.getLast().fixedDigits();
            buckets = restored.buckets(after, BUCKETS_AT_ONCE);
        }
        transaction.executeWithoutResult(
                status -> {
                    if (!ledger.reopen(closing)) {
                        throw new OvertakenException("another state or server is there by now");
                    }
                    // Before it is open: a state that is not remembered is never assigned from.
                    marks.put(closing.next());
                });
        lastSeen.set(closing.next().sight());
    }

    /** Of what Kafka remembers and this process saw. */
    private Mark furthest() {
        Mark told = marks.furthest().map(Marks.Placed::mark).orElse(Mark.NONE);
        LastSeen.Sight seen = lastSeen.last();
        return seen != null && seen.beat() > told.beat()
                ? new Mark(seen.incarnation(), seen.beat())
                : told;
    }

    /** What the run began with is no longer there: whatever it did is not an end of the closing. */
    static final class OvertakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OvertakenException(String message) {
            super(message);
        }
    }

    private record Compared(RestoredLedger.Entered entered, int settled) {}

    private void compare(UUID id, List<KnownNumbers.Known> page) {
        Compared compared =
                transactions.run(
                        () ->
                                new Compared(
                                        restored.enter(id, registrations(page)), follow(id, page)));
        count(id, "compared", page.size());
        count(id, "entered", compared.entered().entered());
        count(id, "conflicts", compared.entered().conflicts() - compared.settled());
    }

    /**
     * Former numbers first: the step from them to the present one is taken after they are known.
     */
    private static List<Registration> registrations(List<KnownNumbers.Known> page) {
        Set<Registration> all = new LinkedHashSet<>();
        page.stream()
                .filter(KnownNumbers.Known::isFormer)
                .forEach(former -> all.add(new Registration(former.personId(), former.number())));
        for (KnownNumbers.Known known : page) {
            PersonalIdNumber current = known.currentNumber();
            all.add(new Registration(known.personId(), known.number()));
            if (current != null) {
                all.add(new Registration(known.personId(), current));
            }
        }
        return List.copyOf(all);
    }

    /** Takes the steps that the older state lost. What it says otherwise is for an officer. */
    private int follow(UUID id, List<KnownNumbers.Known> page) {
        int settled = 0;
        Map<PersonalIdNumber, LifeReason> suspended = new HashMap<>();
        for (KnownNumbers.Known known : page) {
            PersonalIdNumber current = known.currentNumber();
            if (current != null
                    && known.isFormer()
                    && life.isOwn(known.personId(), known.number())
                    && life.succeed(
                            id,
                            known.personId(),
                            known.number(),
                            current,
                            "restoration " + id,
                            "id-number-service")) {
                settled += conflicts.withdraw(known.personId(), current);
            }
            if (known.isFormer() && life.isReplaced(known.personId(), known.number())) {
                settled += conflicts.withdraw(known.personId(), known.number());
            }
            String suspension = known.suspension();
            if (suspension != null && !known.isFormer()) {
                suspended.put(
                        known.number(),
                        suspension.equals("merged") ? LifeReason.MERGED : LifeReason.DIED);
            }
        }
        if (!suspended.isEmpty()) {
            life.suspend(id, suspended);
        }
        return settled;
    }

    private void count(UUID id, String column, long more) {
        if (more != 0) {
            jdbc.sql(
                            "update restoration set %s = %s + :more where restoration_id = :id"
                                    .formatted(column, column))
                    .param("more", more)
                    .param("id", id)
                    .update();
        }
    }
}
