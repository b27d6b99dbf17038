package vn.dancu.sandbox.audit;

import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The copies of seals that the broker keeps. */
public final class OutsideSeals {
    private static final String TOPIC = "audit.seals.v1";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern SEQUENCE = Pattern.compile("\"sequence\"\\s*:\\s*([0-9]+)");
    private static final Pattern HASH = Pattern.compile("\"hash\"\\s*:\\s*\"([A-Za-z0-9+/=]+)\"");

    private final Map<String, Map<Long, byte[]>> hashes = new HashMap<>();

    private OutsideSeals() {}

    /** Reads the topic to where it ends now. */
    public static OutsideSeals read(String bootstrapServers) {
        Properties client = new Properties();
        client.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return read(client);
    }

    /**
     * @param client where the broker is, and how a client proves itself to it
     */
    public static OutsideSeals read(Properties client) {
        OutsideSeals seals = new OutsideSeals();
        Properties settings = new Properties();
        settings.putAll(client);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(TOPIC, PATIENCE).stream()
                            .map(info -> new TopicPartition(TOPIC, info.partition()))
                            .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(seals::add);
            }
        }
        return seals;
    }

    private void add(ConsumerRecord<String, String> record) {
        Matcher sequence = SEQUENCE.matcher(record.value());
        Matcher hash = HASH.matcher(record.value());
        if (sequence.find() && hash.find()) {
            // Told twice it is the same; were it not, the first is what was told in time.
            hashes.computeIfAbsent(record.key(), key -> new HashMap<>())
                    .putIfAbsent(
                            Long.valueOf(sequence.group(1)),
                            Base64.getDecoder().decode(hash.group(1)));
        }
    }

    /** The hash of each seal of a chain by its sequence. */
    public Map<Long, byte[]> of(String service, String stream) {
        return hashes.getOrDefault(service + "/" + stream, Map.of());
    }
}
