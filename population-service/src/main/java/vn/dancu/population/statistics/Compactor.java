package vn.dancu.population.statistics;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Adds differences up into the counts, in small transactions, so that a request has few of them to
 * read. One instance at a time; readers see each difference once, before or after.
 */
@Component
class Compactor {
    /** Any number that no other work of this database locks. */
    private static final long LOCK = 0x5374_6174_6973L;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final StatisticSettings settings;
    private final Clock clock;
    private Instant compactedAt = Instant.EPOCH;

    Compactor(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            StatisticSettings settings,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A chunk of an import touches a tenth of all counts in one row: such rows are let gather,
     * since adding them up costs as much for one as for many.
     */
    @Scheduled(fixedDelay = 5, initialDelay = 5, timeUnit = TimeUnit.SECONDS)
    void compactInTime() {
        Instant now = clock.instant();
        if (!compactedAt.plus(settings.compactAfter()).isAfter(now) || manyWait()) {
            compact();
            compactedAt = now;
        }
    }

    private boolean manyWait() {
        return jdbc.sql("select count(*) = :rows from (select from statistic_delta limit :rows) d")
                .param("rows", settings.compactRows())
                .query(Boolean.class)
                .single();
    }

    void compact() {
        for (int i = 0; i < settings.compactTransactions(); i++) {
            Integer taken = transactions.execute(status -> compactSome());
            if (taken == null || taken < settings.compactRows()) {
                return;
            }
        }
    }

    /** Says how many rows of differences were added up. */
    private int compactSome() {
        boolean alone =
                jdbc.sql("select pg_try_advisory_xact_lock(:lock)")
                        .param("lock", LOCK)
                        .query(Boolean.class)
                        .single();
        if (!alone) {
            return 0;
        }
        return jdbc.sql(
                        """
                        with taken as (
                            delete from statistic_delta where delta_id in (
                                select delta_id from statistic_delta
                                order by delta_id limit :rows)
                            returning cells, amounts),
                        added as (
                            insert into statistic as s (cell, amount)
                            select u.cell, sum(u.amount)
                            from taken, unnest(taken.cells, taken.amounts) u (cell, amount)
                            group by u.cell having sum(u.amount) <> 0 order by u.cell
                            on conflict (cell) do update set amount = s.amount + excluded.amount)
                        select count(*) from taken
                        """)
                .param("rows", settings.compactRows())
                .query(Integer.class)
                .single();
    }
}
