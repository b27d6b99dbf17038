package vn.dancu.idnumber.restore;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.Registration;
import vn.dancu.idnumber.ledger.RestoredLedger;
import vn.dancu.idnumber.model.Bucket;

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
    private volatile long retryAt = System.nanoTime();

    Restorations(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            LedgerTransactions transactions,
            RestoredLedger restored,
            LedgerState ledger,
            Marks marks,
            KnownNumbers known,
            RestoreSettings settings,
            Clock clock) {
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

    /** Starts a run unless one runs here or failed just now; the state of each is on record. */
    void start(String reason) {
        if (System.nanoTime() - retryAt >= 0 && running.compareAndSet(false, true)) {
            Thread.ofVirtual()
                    .name("restoration")
                    .start(
                            () -> {
                                try {
                                    runRecorded(reason);
                                } finally {
                                    retryAt = System.nanoTime() + settings.retry().toNanos();
                                    running.set(false);
                                }
                            });
        }
    }

    private void runRecorded(String reason) {
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
        } catch (RuntimeException e) {
            log.error("restoration {} failed: {}", id, e.getClass().getSimpleName());
            finish(id, "failed", e.getClass().getSimpleName());
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

    /**
     * Two instances may run it at once: what one has entered the other finds, and the margin is
     * only wider.
     */
    private void run(UUID id) {
        LedgerState.Server server = ledger.server();
        // First, so that a bucket that is opened meanwhile begins beyond the margin too.
        ledger.raiseFirstPlace(settings.margin());
        known.each(page -> compare(id, page));
        int after = -1;
        List<Bucket> buckets = restored.buckets(after, BUCKETS_AT_ONCE);
        while (!buckets.isEmpty()) {
            List<Bucket> some = buckets;
            transactions.run(() -> restored.advance(id, some, settings.margin()));
            count(id, "buckets", some.size());
            after = some.getLast().fixedDigits();
            buckets = restored.buckets(after, BUCKETS_AT_ONCE);
        }
        long furthest = marks.furthest().map(Mark::beat).orElse(0L);
        transaction.executeWithoutResult(status -> marks.put(ledger.reopen(server, furthest)));
    }

    private void compare(UUID id, List<Registration> page) {
        RestoredLedger.Entered entered = transactions.run(() -> restored.enter(id, page));
        count(id, "compared", page.size());
        count(id, "entered", entered.entered());
        count(id, "conflicts", entered.conflicts());
    }

    private void count(UUID id, String column, long more) {
        if (more > 0) {
            jdbc.sql(
                            "update restoration set %s = %s + :more where restoration_id = :id"
                                    .formatted(column, column))
                    .param("more", more)
                    .param("id", id)
                    .update();
        }
    }
}
