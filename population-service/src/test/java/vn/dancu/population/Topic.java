package vn.dancu.population;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic from its beginning. */
public final class Topic implements AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final String name;
    private final Queue<ConsumerRecord<String, String>> unread = new ArrayDeque<>();

    public Topic(String bootstrapServers, String name) {
        this.name = name;
        this.consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringDeserializer(),
                        new StringDeserializer());
        List<PartitionInfo> partitions = consumer.partitionsFor(name, Duration.ofSeconds(30));
        List<TopicPartition> all =
                partitions.stream().map(p -> new TopicPartition(name, p.partition())).toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** The next message that fits, within half a minute; those before it are passed over. */
    public ConsumerRecord<String, String> await(Predicate<ConsumerRecord<String, String>> fits) {
        Instant deadline = Instant.now().plusSeconds(30);
        while (Instant.now().isBefore(deadline)) {
            while (!unread.isEmpty()) {
                var message = unread.remove();
                if (fits.test(message)) {
                    return message;
                }
            }
            consumer.poll(Duration.ofMillis(200)).forEach(unread::add);
        }
        throw new AssertionError("no such message came on " + name);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
