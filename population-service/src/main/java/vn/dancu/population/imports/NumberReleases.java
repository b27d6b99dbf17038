package vn.dancu.population.imports;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.audit.AuditRecords;

/**
 * Gives back numbers that cards brought and that were registered for people whom an import then did
 * not write: else whose they are would be told that they are somebody else's. Numbers that were
 * given stay with the lines: an import that goes on has them again.
 */
@Repository
class NumberReleases {
    private static final Logger log = LoggerFactory.getLogger(NumberReleases.class);
    private static final String ITSELF = "population-service";

    private final JdbcClient jdbc;
    private final DataSource dataSource;
    private final TransactionTemplate transactions;
    private final LedgerWithdrawals ledger;
    private final AuditRecords audit;
    private final Clock clock;

    NumberReleases(
            JdbcClient jdbc,
            DataSource dataSource,
            TransactionTemplate transactions,
            LedgerWithdrawals ledger,
            AuditRecords audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.dataSource = dataSource;
        this.transactions = transactions;
        this.ledger = ledger;
        this.audit = audit;
        this.clock = clock;
    }

    /** Asks for it in the transaction that takes decisions back. */
    void ask(UUID importId, long fromLine, long untilLine) {
        jdbc.sql(
                        """
                        insert into import_release (import_id, next_line, until_line, asked_at)
                        values (:id, :from, :until, :now)
                        on conflict (import_id) do update set
                            next_line = least(import_release.next_line, excluded.next_line),
                            until_line = greatest(import_release.until_line, excluded.until_line)
                        """)
                .param("id", importId)
                .param("from", fromLine)
                .param("until", untilLine)
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
        jdbc.sql(
                        """
                        update import set asked_to = greatest(asked_to, :until)
                        where import_id = :id
                        """)
                .param("until", untilLine)
                .param("id", importId)
                .update();
    }

    /** The import goes on: it registers the same numbers for the same people again. */
    void forget(UUID importId) {
        jdbc.sql("delete from import_release where import_id = :id").param("id", importId).update();
    }

    private record Asked(UUID importId, long nextLine, long untilLine) {}

    /**
     * Does what is asked for, of imports that nobody works on.
     *
     * @return whether anything was done
     * @throws vn.dancu.platform.problem.ProblemException if id-number-service does not answer now
     */
    boolean work(ImportRun.Patience patience) throws SQLException {
        List<UUID> asked =
                jdbc.sql("select import_id from import_release order by asked_at limit 20")
                        .query(UUID.class)
                        .list();
        boolean done = false;
        for (UUID importId : asked) {
            Connection session = dataSource.getConnection();
            try {
                session.setAutoCommit(true);
                if (Imports.locks(session, importId)) {
                    release(importId, patience);
                    done = true;
                }
            } finally {
                Lease.release(session);
            }
        }
        return done;
    }

    private void release(UUID importId, ImportRun.Patience patience) {
        var decision = new LedgerWithdrawals.Decision("import " + importId, ITSELF, null);
        while (patience.goesOn()) {
            Optional<Asked> next =
                    jdbc.sql(
                                    """
                                    select import_id, next_line, until_line from import_release
                                    where import_id = :id
                                    """)
                            .param("id", importId)
                            .query(Asked.class)
                            .optional();
            if (next.isEmpty()) {
                return;
            }
            Asked at = next.get();
            long to = Math.min(at.nextLine() + LedgerWithdrawals.MAX_ITEMS, at.untilLine());
            LedgerWithdrawals.Ended ended =
                    at.nextLine() == to
                            ? LedgerWithdrawals.Ended.NONE
                            : ledger.endUnwritten(importId, at.nextLine(), to, false, decision);
            transactions.executeWithoutResult(status -> keep(at, to, ended));
        }
    }

    private void keep(Asked at, long to, LedgerWithdrawals.Ended ended) {
        if (!ended.released().isEmpty()) {
            audit.record("unwritten_numbers_released", Optional.empty(), "recorded");
            log.info("import {} gave {} numbers back", at.importId(), ended.released().size());
        }
        if (to >= at.untilLine()) {
            forget(at.importId());
        } else {
            jdbc.sql(
                            """
                            update import_release set next_line = :to,
                                released = released + :released
                            where import_id = :id
                            """)
                    .param("to", to)
                    .param("released", ended.released().size())
                    .param("id", at.importId())
                    .update();
        }
    }
}
