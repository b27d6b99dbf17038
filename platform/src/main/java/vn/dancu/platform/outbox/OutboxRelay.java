package vn.dancu.platform.outbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.signals.DatabaseSignals;

/**
 * Carries the outbox to Kafka. A partition is leased to one relay at a time by a transaction-level
 * advisory lock: the lease ends with the transaction, also when the process or its connection dies,
 * so two relays never interleave one aggregate's events. Rows are deleted only after the broker has
 * acknowledged all of them; a crash in between sends again what consumers' inboxes then skip.
 */
final class OutboxRelay implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int LEASE_NAMESPACE = 0x0DA_C0;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final KafkaTemplate<String, String> kafka;
    private final DatabaseSignals signals;
    private final OutboxLimits limits;
    private final List<Worker> workers = new ArrayList<>();
    private volatile boolean running;

    OutboxRelay(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            KafkaTemplate<String, String> kafka,
            DatabaseSignals signals,
            OutboxLimits limits) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.kafka = kafka;
        this.signals = signals;
        this.limits = limits;
    }

    private record Row(
            long id,
            int partition,
            UUID eventId,
            String topic,
            String key,
            String type,
            String body) {}

    @Override
    public void start() {
        running = true;
        Worker worker = new Worker();
        workers.add(worker);
        signals.subscribe(Outbox.CHANNEL, worker.wake::release);
        worker.thread = Thread.ofVirtual().name("outbox-relay").start(worker);
    }

    @Override
    public void stop() {
        running = false;
        workers.forEach(Worker::end);
        workers.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private final class Worker implements Runnable {
        private final Semaphore wake = new Semaphore(1);
        private Thread thread = Thread.currentThread();

        @Override
        public void run() {
            while (running) {
                try {
                    boolean woken =
                            wake.tryAcquire(
                                    limits.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
                    if (woken) {
                        wake.drainPermits();
                    }
                    drainPatiently();
                    Thread.sleep(limits.gather());
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        /** One partition that cannot be sent must not keep the others; its rows are still there. */
        private void drainPatiently() throws InterruptedException {
            List<Integer> all = IntStream.range(0, limits.partitions()).boxed().toList();
            if (drains(all)) {
                return;
            }
            for (Integer partition : all) {
                drains(List.of(partition));
            }
        }

        private boolean drains(List<Integer> partitions) throws InterruptedException {
            try {
                drain(partitions);
                return true;
            } catch (RuntimeException | Error e) {
                log.warn("outbox {} waits: {}", partitions, e.getClass().getSimpleName());
                return false;
            }
        }

        private void end() {
            thread.interrupt();
        }
    }

    private void drain(List<Integer> partitions) throws InterruptedException {
        while (running) {
            Integer sent = transaction.execute(status -> relayBatch(partitions));
            if (sent == null || sent < limits.batch()) {
                return;
            }
        }
    }

    /** Sends one batch of each partition within its lease, and says how many events they had. */
    private int relayBatch(List<Integer> partitions) {
        // By a statement before that of the rows, which sees what the last lease has deleted.
        Integer[] leased =
                jdbc.sql(
                                """
                                select partition from unnest(:partitions) partition
                                where pg_try_advisory_xact_lock(:namespace, partition)
                                """)
                        .param("partitions", partitions.toArray(Integer[]::new))
                        .param("namespace", LEASE_NAMESPACE)
                        .query(Integer.class)
                        .list()
                        .toArray(Integer[]::new);
        List<Row> rows =
                jdbc.sql(
                                """
                                select o.id, o.partition, o.event_id, o.topic, o.key, o.type, o.body
                                from unnest(:leased) leased (partition) cross join lateral (
                                    select * from outbox where outbox.partition = leased.partition
                                    order by id limit :batch) o
                                order by o.id
                                """)
                        .param("leased", leased)
                        .param("batch", limits.batch())
                        .query(Row.class)
                        .list();
        if (rows.isEmpty()) {
            return 0;
        }
        send(rows);
        jdbc.sql(
                        """
                        delete from outbox using unnest(:partitions, :ids) sent (partition, id)
                        where outbox.partition = sent.partition and outbox.id = sent.id
                        """)
                .param("partitions", rows.stream().map(Row::partition).toArray(Integer[]::new))
                .param("ids", rows.stream().map(Row::id).toArray(Long[]::new))
                .update();
        return rows.size();
    }

    /**
     * Sends rows in waves, in each at most one of a key: while an acknowledgement of a key is
     * awaited, nothing of that key follows, so a send that fails is never overtaken.
     */
    private void send(List<Row> rows) {
        List<Row> left = rows;
        while (!left.isEmpty()) {
            Set<String> keys = new HashSet<>();
            List<Row> wave = new ArrayList<>(left.size());
            List<Row> later = new ArrayList<>();
            for (Row row : left) {
                (keys.add(row.topic() + ' ' + row.key()) ? wave : later).add(row);
            }
            sendWave(wave);
            left = later;
        }
    }

    private void sendWave(List<Row> rows) {
        List<CompletableFuture<SendResult<String, String>>> sent = new ArrayList<>(rows.size());
        for (Row row : rows) {
            var message = new ProducerRecord<>(row.topic(), row.key(), row.body());
            message.headers()
                    .add(new RecordHeader("ce_type", row.type().getBytes(StandardCharsets.UTF_8)))
                    .add(
                            new RecordHeader(
                                    "ce_id",
                                    row.eventId().toString().getBytes(StandardCharsets.UTF_8)));
            sent.add(kafka.send(message));
        }
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                    .get(limits.sendTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerSilentException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerSilentException(e);
        }
    }

    /** The broker did not acknowledge a batch in time; its rows stay. */
    static final class BrokerSilentException extends RuntimeException {
        BrokerSilentException(Exception cause) {
            super("the broker did not acknowledge", cause);
        }
    }
}
