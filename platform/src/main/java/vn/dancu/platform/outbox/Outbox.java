package vn.dancu.platform.outbox;

import java.sql.Types;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.events.CloudEvent;
import vn.dancu.platform.signals.DatabaseSignals;
import vn.dancu.platform.traces.Traces;
import vn.dancu.platform.web.Correlation;

/** Stores events in the transaction of what they tell; the relay carries them to Kafka. */
public final class Outbox {
    static final String CHANNEL = "outbox";
    private static final String INSERT =
            "insert into outbox (partition, event_id, topic, key, type, body)"
                    + " values (?, ?, ?, ?, ?, ?)";

    private final JdbcTemplate jdbc;
    private final JsonMapper json;
    private final DatabaseSignals signals;
    private final Clock clock;
    private final Traces traces;
    private final String source;
    private final int partitions;

    Outbox(
            JdbcTemplate jdbc,
            JsonMapper json,
            DatabaseSignals signals,
            Clock clock,
            Traces traces,
            String serviceName,
            OutboxLimits limits) {
        this.jdbc = jdbc;
        this.json = json;
        this.signals = signals;
        this.clock = clock;
        this.traces = traces;
        this.source = "/" + serviceName;
        this.partitions = limits.partitions();
    }

    /**
     * Call it after the aggregate's own row is written: that row's lock is what puts the events of
     * one aggregate in order.
     *
     * @throws IllegalStateException outside a transaction
     */
    public void append(OutgoingEvent event) {
        appendAll(List.of(event));
    }

    /** As {@link #append}, in one round trip. */
    public void appendAll(List<OutgoingEvent> events) {
        requireTransaction();
        jdbc.batchUpdate(
                INSERT,
                events,
                1000,
                (statement, event) -> {
                    UUID id = UUID.randomUUID();
                    statement.setInt(1, partitionOf(event.key()));
                    statement.setObject(2, id);
                    statement.setString(3, event.topic());
                    statement.setString(4, event.key());
                    statement.setString(5, event.type());
                    statement.setString(6, json.writeValueAsString(envelope(id, event)));
                });
        wakeAfterCommit();
    }

    /** Passes an event on as it is, for dead-letter topics. */
    public void forward(String topic, String key, UUID eventId, String type, String body) {
        requireTransaction();
        jdbc.update(
                INSERT,
                new Object[] {partitionOf(key), eventId, topic, key, type, body},
                new int[] {
                    Types.SMALLINT,
                    Types.OTHER,
                    Types.VARCHAR,
                    Types.VARCHAR,
                    Types.VARCHAR,
                    Types.VARCHAR
                });
        wakeAfterCommit();
    }

    private CloudEvent envelope(UUID id, OutgoingEvent event) {
        return new CloudEvent(
                "1.0",
                id,
                source,
                event.type(),
                event.key(),
                clock.instant(),
                event.aggregateVersion(),
                Correlation.current(),
                traces.current(),
                json.<JsonNode>valueToTree(event.data()));
    }

    private int partitionOf(String key) {
        return Math.floorMod(key.hashCode(), partitions);
    }

    private static void requireTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("an event is stored in the transaction of its cause");
        }
    }

    private void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        signals.signal(CHANNEL);
                    }
                });
    }
}
