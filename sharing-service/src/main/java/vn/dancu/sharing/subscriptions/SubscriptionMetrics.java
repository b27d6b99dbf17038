package vn.dancu.sharing.subscriptions;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import vn.dancu.sharing.subscriptions.Webhooks.Result;

/** How the telling goes, by agencies: nothing of a person. */
@Component
class SubscriptionMetrics {
    private final MeterRegistry meters;
    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile double oldest;
    private volatile double failing;

    SubscriptionMetrics(MeterRegistry meters, JdbcClient jdbc, Clock clock) {
        this.meters = meters;
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("dancu.sharing.notifications.oldest", () -> oldest)
                .baseUnit("seconds")
                .description("age of the oldest that waits for this service, not for its address")
                .register(meters);
        Gauge.builder("dancu.sharing.subscriptions.failing", () -> failing)
                .description("subscriptions whose address fails")
                .register(meters);
    }

    void attempted(Subscription subscription, Notification one, Result result, Instant now) {
        String agency = subscription.requester().agency().text();
        String outcome =
                switch (result) {
                    case Result.Taken _ -> "taken";
                    case Result.Rejected _ -> "rejected";
                    case Result.Down _ -> "down";
                };
        meters.counter("dancu.sharing.deliveries", Tags.of("agency", agency, "outcome", outcome))
                .increment();
        if (result instanceof Result.Taken) {
            Duration lag = Duration.between(one.occurredAt(), now);
            meters.timer("dancu.sharing.notification.lag", Tags.of("agency", agency))
                    .record(Math.max(0, lag.toMillis()), TimeUnit.MILLISECONDS);
        }
    }

    void dead(Subscription subscription, int letters) {
        if (letters > 0) {
            meters.counter(
                            "dancu.sharing.dead.notifications",
                            Tags.of("agency", subscription.requester().agency().text()))
                    .increment(letters);
        }
    }

    @Scheduled(fixedDelay = 15, initialDelay = 15, timeUnit = TimeUnit.SECONDS)
    void measure() {
        Instant now = clock.instant();
        oldest =
                jdbc.sql(
                                """
                                select coalesce(max(extract(epoch from cast(:now as timestamptz) - (
                                    select n.created_at from notification n
                                    where n.subscription_id = d.subscription_id
                                        and n.state in ('WAITING', 'READY')
                                    order by n.seq limit 1))), 0)::float8
                                from subscription_delivery d
                                    join subscription s on s.id = d.subscription_id
                                where s.state = 'ACTIVE' and d.failures = 0
                                    and d.held_because is null and d.due_at <= :now
                                """)
                        .param("now", Subscriptions.utc(now))
                        .query(Double.class)
                        .single();
        failing =
                jdbc.sql(
                                """
                                select count(*)::float8 from subscription_delivery d
                                    join subscription s on s.id = d.subscription_id
                                where s.state = 'ACTIVE' and d.failures > 0
                                """)
                        .query(Double.class)
                        .single();
    }
}
