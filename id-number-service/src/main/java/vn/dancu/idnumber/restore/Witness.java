package vn.dancu.idnumber.restore;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.ledger.LastSeen;

/**
 * Tells Kafka of each transaction that gave numbers, after its commit and before anybody learns of
 * them. A state of the database that lacks one that was told is an older state, by however little:
 * the marks, which are a second apart, do not see what was given since the last of them.
 */
@Component
class Witness {
    static final String TOPIC = "idnumber.witness.v1";

    /** So many are looked up at once. */
    private static final int PAGE = 5_000;

    /** By how much the clocks of instances and of the broker may differ, and a beat may linger. */
    private static final Duration SLACK = Duration.ofMinutes(2);

    private static final long NEVER = Long.MIN_VALUE;

    private final KafkaTemplate<String, String> kafka;
    private final Marks marks;
    private final LedgerState ledger;
    private final LastSeen lastSeen;
    private final JsonMapper json;
    private final RestoreSettings settings;
    private final Counter untold;

    /** Since when the broker took nothing, and until when it is not asked again. */
    private final AtomicLong silentSince = new AtomicLong(NEVER);

    private final AtomicLong pausedUntil = new AtomicLong(NEVER);

    Witness(
            KafkaTemplate<String, String> kafka,
            Marks marks,
            LedgerState ledger,
            LastSeen lastSeen,
            JsonMapper json,
            RestoreSettings settings,
            MeterRegistry registry) {
        this.kafka = kafka;
        this.marks = marks;
        this.ledger = ledger;
        this.lastSeen = lastSeen;
        this.json = json;
        this.settings = settings;
        this.untold =
                Counter.builder("dancu.numbers.unwitnessed")
                        .description("transactions that gave numbers while the broker was silent")
                        .register(registry);
    }

    /**
     * Where the broker is silent the number is answered all the same, for a bounded time: a birth
     * is not kept waiting by a part that only guards against a second fault.
     */
    @TransactionalEventListener
    void tell(LastSeen.Given given) {
        lastSeen.gave(given);
        long now = System.nanoTime();
        long paused = pausedUntil.get();
        if (paused != NEVER && now < paused) {
            untold.increment();
            return;
        }
        try {
            kafka.send(TOPIC, json.writeValueAsString(given))
                    .get(settings.witnessPatience().toMillis(), TimeUnit.MILLISECONDS);
            heard();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            untold.increment();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            untold.increment();
            silentSince.compareAndSet(NEVER, now);
            pausedUntil.set(System.nanoTime() + settings.witnessPause().toNanos());
        }
    }

    void heard() {
        silentSince.set(NEVER);
        pausedUntil.set(NEVER);
    }

    /** Whether numbers were given unwitnessed for as long as may be. */
    boolean isSilentTooLong() {
        long since = silentSince.get();
        return since != NEVER && System.nanoTime() - since > settings.unwitnessedAtMost().toNanos();
    }

    /** Whether this process gave a number that the state does not have. */
    boolean missesOwn(LedgerState.State state) {
        LastSeen.Given given = lastSeen.given();
        return given != null
                && given.incarnation().equals(state.incarnation())
                && ledger.lacksAny(List.of(given));
    }

    /**
     * Whether the state lacks what any process told. What was told well before the furthest mark
     * was committed before its beat, and a state with that beat has it.
     *
     * @param mark the furthest one; nothing where there is none
     */
    boolean misses(LedgerState.State state, Optional<Marks.Placed> mark) {
        Instant since = mark.map(placed -> placed.at().minus(SLACK)).orElse(Instant.EPOCH);
        List<LastSeen.Given> page = new ArrayList<>();
        boolean[] missing = {false};
        marks.replay(
                TOPIC,
                since,
                message -> {
                    LastSeen.Given given =
                            json.readValue(String.valueOf(message.value()), LastSeen.Given.class);
                    if (given.incarnation().equals(state.incarnation())) {
                        page.add(given);
                    }
                    if (page.size() == PAGE) {
                        missing[0] |= ledger.lacksAny(page);
                        page.clear();
                    }
                });
        return missing[0] || (!page.isEmpty() && ledger.lacksAny(page));
    }

    /** Short-lived: it matters from the last mark on. The broker's own clock tells the times. */
    @Configuration(proxyBeanMethods = false)
    static class Topic {
        @Bean
        NewTopic ledgerWitness(RestoreSettings settings) {
            return TopicBuilder.name(TOPIC)
                    .partitions(1)
                    .config(
                            TopicConfig.RETENTION_MS_CONFIG,
                            Long.toString(settings.witnessRetention().toMillis()))
                    .config(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")
                    .build();
        }
    }
}
