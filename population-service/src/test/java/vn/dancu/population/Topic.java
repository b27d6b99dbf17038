package vn.dancu.population;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    /** The first message that fits, within half a minute. */
    public ConsumerRecord<String, String> await(Predicate<ConsumerRecord<String, String>> fits) {
        Instant deadline = Instant.now().plusSeconds(30);
        while (Instant.now().isBefore(deadline)) {
            for (var message : consumer.poll(Duration.ofMillis(200))) {
                if (fits.test(message)) {
                    return message;
                }
            }
        }
        throw new AssertionError("no such message came on " + name);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
