package vn.dancu.population.imports;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.calls.CalleeRefusedException;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.RecordWithdrawals;
import vn.dancu.population.statistics.StatisticDeltas;

/**
 * Takes back an import that two officers decided to take back: first it waits until nothing can
 * come to depend on its people and looks once more; then it goes through them in bounded batches.
 * Of each the numbers are ended first, which may be told twice, and then, in one transaction with
 * the checkpoint, the records are closed. So whoever dies, the next worker goes on.
 */
@Component
class WithdrawalRun {
    static final String CHUNK_WITHDRAWN = "population.chunk-withdrawn.v1";
    static final String IMPORT_WITHDRAWN = "population.import-withdrawn.v1";
    private static final String WAITS_FOR_CARDS = "card_issuance_service_unavailable";
    private static final Logger log = LoggerFactory.getLogger(WithdrawalRun.class);

    private final Withdrawals withdrawals;
    private final Dependents dependents;
    private final CardHoldings cards;
    private final LedgerWithdrawals ledger;
    private final RecordWithdrawals records;
    private final StatisticDeltas statistics;
    private final Corrections corrections;
    private final CardFiles files;
    private final Outbox outbox;
    private final AuditRecords audit;
    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final ImportSettings settings;

    WithdrawalRun(
            Withdrawals withdrawals,
            Dependents dependents,
            CardHoldings cards,
            LedgerWithdrawals ledger,
            RecordWithdrawals records,
            StatisticDeltas statistics,
            Corrections corrections,
            CardFiles files,
            Outbox outbox,
            AuditRecords audit,
            DataSource dataSource,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            ImportSettings settings) {
        this.withdrawals = withdrawals;
        this.dependents = dependents;
        this.cards = cards;
        this.ledger = ledger;
        this.records = records;
        this.statistics = statistics;
        this.corrections = corrections;
        this.files = files;
        this.outbox = outbox;
        this.audit = audit;
        this.dataSource = dataSource;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.settings = settings;
    }

    /**
     * Works on the withdrawals that are approved and that no other instance holds.
     *
     * @return whether there was one to work on
     */
    boolean work(ImportRun.Patience patience) throws SQLException, InterruptedException {
        boolean done = false;
        UUID after = new UUID(0, 0);
        while (patience.goesOn()) {
            UUID from = after;
            Optional<Withdrawals.Work> next =
                    transactions.execute(status -> withdrawals.next(from));
            if (next.isEmpty()) {
                return done;
            }
            done |= takeBack(next.get(), patience);
            after = next.get().importId();
        }
        return done;
    }

    private boolean takeBack(Withdrawals.Work found, ImportRun.Patience patience)
            throws SQLException, InterruptedException {
        Connection session = dataSource.getConnection();
        try {
            session.setAutoCommit(true);
            if (!Imports.locks(session, found.importId())) {
                return false;
            }
            // Read again: another instance may have gone on since.
            Optional<Withdrawals.Work> work =
                    transactions.execute(status -> withdrawals.hold(found.importId()));
            if (work.isPresent()) {
                takeBack(found.importId(), work.get(), patience);
            }
            return work.isPresent();
        } catch (ProblemException e) {
            log.info("the withdrawal of import {} waits: {}", found.importId(), e.code());
            wait(found, reason(e));
            patience.pause(settings.firstRetry());
            return false;
        } finally {
            Lease.release(session);
        }
    }

    private static String reason(ProblemException e) {
        if (e instanceof CalleeRefusedException) {
            return "id_number_service_refused"; // asked the same, it will say the same
        }
        return e.code().equals("stale_version")
                ? "records_changing"
                : "id_number_service_unavailable";
    }

    private void wait(Withdrawals.Work work, String reason) {
        transactions.executeWithoutResult(
                status -> withdrawals.waiting(work.withdrawalId(), reason));
    }

    private void takeBack(UUID importId, Withdrawals.Work start, ImportRun.Patience patience)
            throws InterruptedException {
        if (!start.isSealed() && !seal(start, patience)) {
            return;
        }
        Withdrawals.Work at = start;
        while (patience.goesOn()) {
            Withdrawals.Work from = at;
            List<PersonRecord> people =
                    transactions.execute(
                            status ->
                                    records.next(
                                            from.after(),
                                            TimeOrderedIds.lastOf(importId),
                                            settings.withdrawalBatch()));
            if (people.isEmpty()) {
                endUnwritten(from, patience);
                return;
            }
            LedgerWithdrawals.Ended numbers = ledger.end(importId, numbers(people), decision(from));
            at = transactions.execute(status -> close(from, people, numbers));
        }
    }

    /** Whoever began to change one of the people before is waited for; then nobody can begin. */
    private boolean seal(Withdrawals.Work work, ImportRun.Patience patience)
            throws InterruptedException {
        String horizon = snapshot("pg_snapshot_xmax");
        while (!isOver(horizon)) {
            wait(work, "running_transactions");
            if (!patience.goesOn()) {
                return false;
            }
            patience.pause(settings.firstRetry());
        }
        long held;
        try {
            held = cards.of(work.importId());
        } catch (ProblemException e) {
            wait(work, WAITS_FOR_CARDS);
            patience.pause(settings.firstRetry());
            return false;
        }
        return transactions.execute(
                status -> {
                    Dependents.Report report = dependents.of(work.importId(), held);
                    if (report.isEmpty()) {
                        withdrawals.seal(work);
                    } else {
                        log.warn("import {} is not taken back: depended upon", work.importId());
                        withdrawals.prevent(work, report);
                    }
                    return report.isEmpty();
                });
    }

    private String snapshot(String function) {
        return jdbc.sql("select " + function + "(pg_current_snapshot())::text")
                .query(String.class)
                .single();
    }

    /** Whether every transaction that had begun to write by then has ended. */
    private boolean isOver(String horizon) {
        return jdbc.sql(
                        """
                        select pg_snapshot_xmin(pg_current_snapshot()) >= cast(:horizon as xid8)
                        """)
                .param("horizon", horizon)
                .query(Boolean.class)
                .single();
    }

    private static List<LedgerWithdrawals.Item> numbers(List<PersonRecord> people) {
        List<LedgerWithdrawals.Item> items = new ArrayList<>(people.size());
        for (PersonRecord person : people) {
            var number = person.number();
            if (number != null) {
                items.add(new LedgerWithdrawals.Item(person.personId(), number.digits()));
            }
        }
        return items;
    }

    private static LedgerWithdrawals.Decision decision(Withdrawals.Work work) {
        return new LedgerWithdrawals.Decision(
                work.evidence(), work.firstOfficer(), work.secondOfficer());
    }

    /** The data of {@value #CHUNK_WITHDRAWN}: everybody between two ids, both of them too. */
    record ChunkWithdrawn(
            UUID importId, int chunk, long persons, UUID firstPersonId, UUID lastPersonId) {}

    private Withdrawals.Work close(
            Withdrawals.Work from, List<PersonRecord> people, LedgerWithdrawals.Ended numbers) {
        Withdrawals.Work held = withdrawals.hold(from.importId()).orElseThrow();
        if (!held.after().equals(from.after())) {
            return held; // another worker has done this
        }
        List<UUID> ids = people.stream().map(PersonRecord::personId).toList();
        statistics.takeAway(ids);
        records.close(
                people,
                numbers.released(),
                Change.always(RecordWithdrawals.CAUSE, from.evidence())
                        .decidedBy(from.firstOfficer(), from.secondOfficer())
                        .partOf(from.withdrawalId()));
        endReviews(from, ids);
        withdrawals.advance(held, ids.getLast(), ids.size(), numbers);
        audit.recordAll("record_withdrawn", ids, "recorded");
        outbox.append(
                new OutgoingEvent(
                        ChunkWriter.TOPIC,
                        from.importId().toString(),
                        CHUNK_WITHDRAWN,
                        from.chunks() + from.batches() + 1L,
                        new ChunkWithdrawn(
                                from.importId(),
                                from.batches(),
                                ids.size(),
                                ids.getFirst(),
                                ids.getLast())));
        return withdrawals.hold(from.importId()).orElseThrow();
    }

    private void endReviews(Withdrawals.Work work, List<UUID> ids) {
        jdbc.sql(
                        """
                        update review_case set decision = :decision, decided_by = :by,
                            decided_at = now()
                        where person_id = any (:ids) and decided_at is null
                        """)
                .param("decision", RecordWithdrawals.CAUSE)
                .param("by", work.secondOfficer())
                .param("ids", ids.toArray(UUID[]::new))
                .update();
    }

    /** The data of {@value #IMPORT_WITHDRAWN}. */
    record ImportWithdrawn(UUID importId, UUID withdrawalId) {}

    /** The last: lines for which numbers were asked before the import failed. */
    private void endUnwritten(Withdrawals.Work work, ImportRun.Patience patience) {
        for (long line = work.nextLine();
                line < work.askedTo();
                line += LedgerWithdrawals.MAX_ITEMS) {
            if (!patience.goesOn()) {
                return;
            }
            ledger.endUnwritten(
                    work.importId(),
                    line,
                    Math.min(line + LedgerWithdrawals.MAX_ITEMS, work.askedTo()),
                    true,
                    decision(work));
        }
        transactions.executeWithoutResult(status -> complete(work));
        files.remove(work.importId());
        log.info("import {} is taken back", work.importId());
    }

    private void complete(Withdrawals.Work work) {
        withdrawals.complete(work);
        // Its cards correct nothing any more; the right ones will.
        corrections.takeBack(work.importId(), 1, Long.MAX_VALUE);
        outbox.append(
                new OutgoingEvent(
                        ChunkWriter.TOPIC,
                        work.importId().toString(),
                        IMPORT_WITHDRAWN,
                        work.chunks() + work.batches() + 1L,
                        new ImportWithdrawn(work.importId(), work.withdrawalId())));
    }
}
