package vn.dancu.population.statistics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/**
 * Counts everybody and compares: statistics that are kept must equal those that are counted. A full
 * count of a nation takes minutes, so it is asked for and looked at later.
 */
@Service
class Verifications implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Verifications.class);

    /** One at a time in all instances. */
    private static final long LOCK = 0x5665_7269_6679L;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Callers callers;
    private final AuditRecords audit;
    private final StatisticSettings settings;
    private final Clock clock;
    private final ThreadPoolExecutor worker;

    Verifications(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Callers callers,
            AuditRecords audit,
            StatisticSettings settings,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.callers = callers;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
        this.worker =
                new ThreadPoolExecutor(
                        0,
                        1,
                        10,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(1),
                        Thread.ofPlatform().name("statistics-verification").factory());
    }

    /**
     * @param state {@code RUNNING}, {@code FAILED} (it took too long, or the service ended), {@code
     *     EQUAL} or {@code DIFFERENT}
     * @param people counted
     * @param cells compared
     * @param differing cells that are kept otherwise than counted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Verification(
            UUID verificationId,
            String state,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Long people,
            @Nullable Long cells,
            @Nullable Long differing) {}

    private record Result(long people, long cells, long differing) {}

    /**
     * @throws ProblemException 409 {@code verification_running}
     */
    Verification start() {
        return start(false);
    }

    /**
     * Counts and appends what the kept counts lack as one difference, if something was ever written
     * without its own: they would be wrong for ever. {@code differing} tells how many cells were
     * mended.
     *
     * @throws ProblemException 409 {@code verification_running}
     */
    Verification startRepair() {
        return start(true);
    }

    private Verification start(boolean repair) {
        UUID id = UUID.randomUUID();
        transactions.executeWithoutResult(
                status -> {
                    forgetOld();
                    if (repair) {
                        audit.record("statistics_repair", Optional.empty(), "asked");
                    }
                    jdbc.sql(
                                    """
                                    insert into statistic_verification
                                        (verification_id, asked_by, started_at)
                                    values (:id, :by, :now)
                                    """)
                            .param("id", id)
                            .param("by", callers.current().subject())
                            .param("now", now())
                            .update();
                });
        try {
            worker.execute(() -> run(id, repair));
        } catch (RejectedExecutionException e) {
            finish(id, null);
            throw ProblemException.conflict("verification_running", "Another count is running.");
        }
        return find(id);
    }

    private void forgetOld() {
        jdbc.sql("delete from statistic_verification where started_at < :before")
                .param("before", now().minus(settings.verificationsKept()))
                .update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void run(UUID id, boolean repair) {
        Optional<Result> result = Optional.empty();
        try {
            result = Optional.ofNullable(transactions.execute(status -> count(repair)));
        } catch (RuntimeException e) {
            log.error("the count of everybody failed: {}", e.getClass().getSimpleName());
        }
        finish(id, result.orElse(null));
        result.filter(r -> r.differing() > 0)
                .ifPresent(r -> log.error("{} cells of the statistics are wrong", r.differing()));
    }

    /**
     * One statement sees one state of the register and of what is kept; who writes meanwhile
     * appends a difference of their own, so what is lacking here may be added after it.
     */
    private Result count(boolean repair) {
        jdbc.sql("select set_config('statement_timeout', :millis, true)")
                .param("millis", Long.toString(settings.verificationLimit().toMillis()))
                .query(String.class)
                .single();
        jdbc.sql("select pg_advisory_xact_lock(:lock)").param("lock", LOCK).query(rs -> {});
        Result result = compare(repair);
        if (repair) {
            String outcome = result.differing() > 0 ? "repaired" : "nothing_to_repair";
            audit.record("statistics_repair", Optional.empty(), outcome);
        }
        return result;
    }

    private Result compare(boolean repair) {
        return jdbc.sql(
                        """
                        with counted as (
                            select cell, count(*) as amount from person_cell group by cell),
                        kept as (
                            select cell, sum(amount) as amount
                            from (select cell, amount from statistic
                                  union all
                                  select u.cell, u.amount from statistic_delta d,
                                      unnest(d.cells, d.amounts) u (cell, amount)) all_kept
                            group by cell having sum(amount) <> 0),
                        compared as materialized (
                            select cell, c.amount as people,
                                coalesce(c.amount, 0) - coalesce(k.amount, 0) as lacking
                            from counted c full join kept k using (cell)),
                        repaired as (
                            insert into statistic_delta (cells, amounts)
                            select array_agg(cell), array_agg(lacking::integer)
                            from compared where lacking <> 0 and :repair having count(*) > 0)
                        select coalesce(sum(people) filter (where cell / 100000000 = 6), 0),
                            count(*), count(*) filter (where lacking <> 0)
                        from compared
                        """)
                .param("repair", repair)
                .query((row, n) -> new Result(row.getLong(1), row.getLong(2), row.getLong(3)))
                .single();
    }

    private void finish(UUID id, @Nullable Result result) {
        transactions.executeWithoutResult(
                status ->
                        jdbc.sql(
                                        """
                                        update statistic_verification
                                        set finished_at = :now, failed = :failed, people = :people,
                                            cells = :cells, differing = :differing
                                        where verification_id = :id
                                        """)
                                .param("now", now())
                                .param("failed", result == null)
                                .param(
                                        "people",
                                        result == null ? null : result.people(),
                                        java.sql.Types.BIGINT)
                                .param(
                                        "cells",
                                        result == null ? null : result.cells(),
                                        java.sql.Types.BIGINT)
                                .param(
                                        "differing",
                                        result == null ? null : result.differing(),
                                        java.sql.Types.BIGINT)
                                .param("id", id)
                                .update());
    }

    /**
     * @throws ProblemException 404 {@code verification_not_found}
     */
    Verification find(UUID id) {
        return jdbc.sql("select * from statistic_verification where verification_id = :id")
                .param("id", id)
                .query(this::verification)
                .optional()
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "verification_not_found", "There is no such count."));
    }

    private Verification verification(ResultSet row, int n) throws SQLException {
        Timestamp finished = row.getTimestamp("finished_at");
        Instant started = row.getTimestamp("started_at").toInstant();
        long differing = row.getLong("differing");
        boolean given = finished != null && !row.getBoolean("failed");
        boolean lost =
                finished == null
                        && started.plus(settings.verificationLimit().multipliedBy(2))
                                .isBefore(clock.instant());
        String state =
                given
                        ? differing == 0 ? "EQUAL" : "DIFFERENT"
                        : finished != null || lost ? "FAILED" : "RUNNING";
        return new Verification(
                row.getObject("verification_id", UUID.class),
                state,
                started,
                finished == null ? null : finished.toInstant(),
                given ? row.getLong("people") : null,
                given ? row.getLong("cells") : null,
                given ? differing : null);
    }

    @Override
    public void destroy() {
        worker.shutdownNow();
    }
}
