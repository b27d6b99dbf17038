package vn.dancu.platform.seals;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Seals all tables again and again, and measures how old the oldest unsealed row may be. */
final class SealingRounds {
    private static final Logger log = LoggerFactory.getLogger(SealingRounds.class);

    /** In one round a table that is far behind does not keep the others waiting for ever. */
    private static final int PASSES = 20;

    private final Sealer sealer;
    private final List<SealedTable> tables;
    private final Clock clock;
    private final Map<String, Instant> sealed = new ConcurrentHashMap<>();

    SealingRounds(Sealer sealer, List<SealedTable> tables, Clock clock, MeterRegistry metrics) {
        this.sealer = sealer;
        this.tables = tables;
        this.clock = clock;
        Instant start = clock.instant();
        for (SealedTable table : tables) {
            sealed.put(table.name(), start);
            Gauge.builder("dancu.seals.behind", () -> behind(table))
                    .tag("table", table.name())
                    .baseUnit("seconds")
                    .description("rows written before so many seconds are sealed")
                    .register(metrics);
        }
    }

    private double behind(SealedTable table) {
        Instant last = sealed.getOrDefault(table.name(), Instant.EPOCH);
        return Duration.between(last, clock.instant()).toMillis() / 1000.0;
    }

    @Scheduled(
            fixedDelayString = "${dancu.seals.interval:2s}",
            initialDelayString = "${dancu.seals.interval:2s}")
    void round() {
        for (SealedTable table : tables) {
            try {
                seal(table);
            } catch (RuntimeException e) {
                // Nothing is lost: the next round begins where the last seal ended, and the gauge
                // tells.
                log.warn("{} is not sealed now: {}", table.name(), e.getClass().getSimpleName());
            }
        }
    }

    private void seal(SealedTable table) {
        for (int pass = 0; pass < PASSES; pass++) {
            Instant before = clock.instant();
            Sealer.Pass came = sealer.seal(table);
            if (came != Sealer.Pass.MORE) {
                if (came == Sealer.Pass.DONE) {
                    sealed.put(table.name(), before);
                }
                return;
            }
        }
    }
}
