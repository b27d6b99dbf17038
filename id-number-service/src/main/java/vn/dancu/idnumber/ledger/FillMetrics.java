package vn.dancu.idnumber.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How many buckets are filled by 80 and by 95 percent; counted aside, never by a scrape. */
@Component
class FillMetrics {
    private final JdbcClient jdbc;
    private final Map<Integer, Double> counts = new ConcurrentHashMap<>();

    FillMetrics(JdbcClient jdbc, MeterRegistry registry) {
        this.jdbc = jdbc;
        for (int percent : new int[] {80, 95}) {
            Gauge.builder("dancu.numbers.buckets.filled", () -> counts.getOrDefault(percent, 0.0))
                    .tag("percent", Integer.toString(percent))
                    .description("buckets of which so many percent are spoken for")
                    .register(registry);
        }
    }

    @Scheduled(fixedDelayString = "${dancu.numbers.fill-metric-interval:30s}")
    void count() {
        jdbc.sql(
                        """
                        select count(*) filter (where next_place + taken_ahead >= 800000) as p80,
                               count(*) filter (where next_place + taken_ahead >= 950000) as p95
                          from bucket
                        """)
                .query(
                        row -> {
                            counts.put(80, row.getDouble("p80"));
                            counts.put(95, row.getDouble("p95"));
                        });
    }
}
