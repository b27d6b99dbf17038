package vn.dancu.sharing.figures;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.Operation;

/**
 * Counts what agencies do. Counts gather in memory and go to the database every few seconds, so
 * that counting costs nothing on the way of an answer; all instances add to the same rows. Who was
 * asked about is in the access record and never here.
 */
@Component
public class Figures implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Figures.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final MeterRegistry meters;
    private final Clock clock;
    private final FigureLimits limits;
    private final Object lock = new Object();
    private Map<Key, Cell> cells = new HashMap<>();
    private volatile @Nullable ScheduledExecutorService timer;
    private volatile boolean running;

    Figures(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            MeterRegistry meters,
            Clock clock,
            FigureLimits limits) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.meters = meters;
        this.clock = clock;
        this.limits = limits;
    }

    private record Key(AgencyCode agency, Instant hour, Operation operation, String outcome) {}

    /**
     * What an agency did in a span of time.
     *
     * @param meanMillis from the question to the record of its answer
     * @param p50Millis upper bound of the bucket in which the median lies; -1: above the last bound
     */
    public record Figure(
            String operation,
            String outcome,
            long accesses,
            double meanMillis,
            long p50Millis,
            long p99Millis) {}

    /** Where the time of an answer goes; says nothing of agencies or citizens. */
    public enum Stage {
        QUOTA,
        /** The call to the owner of the data, there and back. */
        REGISTER,
        /** Canonical form and keyed digests of question and answer. */
        DIGESTS,
        /** The statement that records the access, until it is durable. */
        RECORD,
        SIGNATURE
    }

    public void spent(Stage stage, long tookNanos) {
        meters.timer("dancu.sharing.stage", "stage", stage.name().toLowerCase(Locale.ROOT))
                .record(tookNanos, TimeUnit.NANOSECONDS);
    }

    public void count(AgencyCode agency, Operation operation, String outcome, long tookNanos) {
        var tags =
                Tags.of(
                        "agency", agency.text(),
                        "operation", operation.wire(),
                        "outcome", outcome);
        meters.counter("dancu.sharing.accesses", tags).increment();
        meters.timer("dancu.sharing.access.time", tags).record(tookNanos, TimeUnit.NANOSECONDS);
        var key =
                new Key(agency, clock.instant().truncatedTo(ChronoUnit.HOURS), operation, outcome);
        synchronized (lock) {
            Cell cell = cells.get(key);
            if (cell == null) {
                if (cells.size() >= limits.mostCells()) {
                    return;
                }
                cell = new Cell();
                cells.put(key, cell);
            }
            cell.add(tookNanos / 1_000);
        }
    }

    /** Adds what was counted since the last time. */
    public void flush() {
        Map<Key, Cell> taken;
        synchronized (lock) {
            taken = cells;
            cells = new HashMap<>();
        }
        if (taken.isEmpty()) {
            return;
        }
        try {
            transaction.executeWithoutResult(
                    status ->
                            taken.entrySet().stream()
                                    .sorted(
                                            java.util.Comparator.comparing(
                                                    e -> e.getKey().toString()))
                                    .forEach(e -> add(e.getKey(), e.getValue())));
        } catch (DataAccessException e) {
            // The figures of an outage are worth less than the answers: some seconds are lost.
            log.warn("figures of the last {} were not stored", limits.flushEvery());
        }
    }

    private void add(Key key, Cell cell) {
        jdbc.sql(
                        """
                        insert into agency_figure as f
                            (agency_code, hour, operation, outcome, accesses, micros, buckets)
                        values (:agency, :hour, :operation, :outcome, :accesses, :micros, :buckets)
                        on conflict (agency_code, hour, operation, outcome) do update set
                            accesses = f.accesses + excluded.accesses,
                            micros = f.micros + excluded.micros,
                            buckets = array(select a + b
                                from unnest(f.buckets, excluded.buckets)
                                    with ordinality as t (a, b, n) order by n)
                        """)
                .param("agency", key.agency().text())
                .param("hour", key.hour().atOffset(ZoneOffset.UTC))
                .param("operation", key.operation().wire())
                .param("outcome", key.outcome())
                .param("accesses", cell.accesses())
                .param("micros", cell.micros())
                .param("buckets", cell.buckets())
                .update();
    }

    /** What an agency did from one hour to another, by operation and outcome. */
    List<Figure> of(AgencyCode agency, Instant from, Instant to) {
        return jdbc.sql(
                        """
                        select operation, outcome, sum(accesses) as accesses, sum(micros) as micros,
                            array(select sum(b.buckets[n]) from agency_figure b
                                cross join generate_series(1, 12) as n
                                where b.agency_code = :agency and b.hour >= :from
                                    and b.hour < :to and b.operation = f.operation
                                    and b.outcome = f.outcome
                                group by n order by n)::bigint[] as buckets
                        from agency_figure f
                        where agency_code = :agency and hour >= :from and hour < :to
                        group by operation, outcome order by operation, outcome
                        """)
                .param("agency", agency.text())
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .query(
                        (row, n) -> {
                            Long[] buckets = (Long[]) row.getArray("buckets").getArray();
                            long accesses = row.getLong("accesses");
                            return new Figure(
                                    row.getString("operation"),
                                    row.getString("outcome"),
                                    accesses,
                                    row.getLong("micros") / 1_000.0 / accesses,
                                    percentile(buckets, accesses, 0.50),
                                    percentile(buckets, accesses, 0.99));
                        })
                .list();
    }

    private static long percentile(Long[] buckets, long accesses, double share) {
        long sum = 0;
        for (int i = 0; i < Cell.BOUNDS.length; i++) {
            sum += buckets[i];
            if (sum >= Math.ceil(accesses * share)) {
                return Cell.BOUNDS[i] / 1_000;
            }
        }
        return -1;
    }

    @Override
    public void start() {
        running = true;
        ScheduledExecutorService flushing =
                Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
        timer = flushing;
        Duration every = limits.flushEvery();
        var _ =
                flushing.scheduleWithFixedDelay(
                        this::flush, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        ScheduledExecutorService flushing = timer;
        if (flushing != null) {
            flushing.shutdownNow();
        }
        flush();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
