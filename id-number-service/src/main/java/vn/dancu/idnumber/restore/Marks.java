package vn.dancu.idnumber.restore;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Kafka remembers of the ledger: its marks on a compacted topic, and the numbers it told of
 * late.
 */
@Component
class Marks {
    static final String TOPIC = "idnumber.marks.v1";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int SEND_SECONDS = 10;

    private final KafkaTemplate<String, String> kafka;
    private final ConsumerFactory<Object, Object> consumers;
    private final JsonMapper json;
    private final RestoreSettings settings;

    Marks(
            KafkaTemplate<String, String> kafka,
            ConsumerFactory<Object, Object> consumers,
            JsonMapper json,
            RestoreSettings settings) {
        this.kafka = kafka;
        this.consumers = consumers;
        this.json = json;
        this.settings = settings;
    }

    /** Puts a mark where a restore of the database does not reach it; waits until it is there. */
    void put(Mark mark) {
        try {
            kafka.send(TOPIC, "ledger", json.writeValueAsString(mark))
                    .get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MarksAwayException(e);
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new MarksAwayException(e);
        }
    }

    /**
     * @param at when it was put
     */
    record Placed(Mark mark, Instant at) {}

    /** The furthest mark; of marks by several instances the last one need not be it. */
    Optional<Placed> furthest() {
        List<Placed> furthest = new ArrayList<>();
        replay(
                TOPIC,
                message -> {
                    Mark mark = json.readValue(String.valueOf(message.value()), Mark.class);
                    if (furthest.isEmpty() || furthest.getFirst().mark().beat() < mark.beat()) {
                        furthest.clear();
                        furthest.add(new Placed(mark, Instant.ofEpochMilli(message.timestamp())));
                    }
                });
        return furthest.stream().findFirst();
    }

    /**
     * Reads a topic from its beginning to where it ends now.
     *
     * @throws MarksAwayException if the broker does not give all of it
     */
    void replay(String topic, Consumer<ConsumerRecord<Object, Object>> reader) {
        replay(topic, Instant.EPOCH, reader);
    }

    /** As above, from what was put at that time on. */
    void replay(String topic, Instant since, Consumer<ConsumerRecord<Object, Object>> reader) {
        // A group of its own that never commits: nobody's position moves.
        Properties properties = new Properties();
        // Asking after a topic must not make it: it would be made without being compacted.
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        try (var consumer =
                consumers.createConsumer("id-number-service.restore", "", null, properties)) {
            List<PartitionInfo> infos = consumer.partitionsFor(topic, settings.kafkaPatience());
            if (infos == null || infos.isEmpty()) {
                return;
            }
            List<TopicPartition> partitions =
                    infos.stream().map(i -> new TopicPartition(topic, i.partition())).toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends =
                    consumer.endOffsets(partitions, settings.kafkaPatience());
            seek(consumer, partitions, since, ends);
            long deadline = System.nanoTime() + settings.kafkaPatience().toNanos();
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                var polled = consumer.poll(POLL);
                polled.forEach(reader);
                if (!polled.isEmpty()) {
                    deadline = System.nanoTime() + settings.kafkaPatience().toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new MarksAwayException(null);
                }
            }
        } catch (org.apache.kafka.common.KafkaException e) {
            throw new MarksAwayException(e);
        }
    }

    private void seek(
            org.apache.kafka.clients.consumer.Consumer<Object, Object> consumer,
            List<TopicPartition> partitions,
            Instant since,
            Map<TopicPartition, Long> ends) {
        if (since.equals(Instant.EPOCH)) {
            consumer.seekToBeginning(partitions);
            return;
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
        consumer.offsetsForTimes(times, settings.kafkaPatience())
                .forEach(
                        (partition, found) ->
                                consumer.seek(
                                        partition,
                                        found == null
                                                ? ends.getOrDefault(partition, 0L)
                                                : found.offset()));
    }

    /** The broker does not answer; what it remembers is not known. */
    static final class MarksAwayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MarksAwayException(@org.jspecify.annotations.Nullable Throwable cause) {
            super("the broker does not tell what it remembers", cause);
        }
    }

    /** Kept for ever and compacted; one partition, since it is one ledger. */
    @Configuration(proxyBeanMethods = false)
    static class Topic {
        @Bean
        NewTopic ledgerMarks() {
            return TopicBuilder.name(TOPIC)
                    .partitions(1)
                    .config(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)
                    .config(TopicConfig.SEGMENT_MS_CONFIG, "3600000")
                    .build();
        }
    }
}
