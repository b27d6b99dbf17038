package vn.dancu.platform.inbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param concurrency consumers for each topic in this instance
 * @param gather the least time between two polls of a consumer: a busy topic is taken in fewer,
 *     larger transactions, and no event waits longer for it
 * @param maxAttempts tries of an event that fails by itself, before it is parked
 * @param firstBackOff wait after the first failure; doubles
 * @param maxBackOff longest wait between two tries
 * @param memory how long handled ids are remembered; longer than any topic keeps its events
 * @param topicPartitions partitions of topics that have to be made
 * @param topicRetention how long topics keep events unless declared otherwise
 */
@ConfigurationProperties("dancu.inbox")
public record InboxLimits(
        @DefaultValue("2") int concurrency,
        @DefaultValue("10ms") Duration gather,
        @DefaultValue("5") int maxAttempts,
        @DefaultValue("200ms") Duration firstBackOff,
        @DefaultValue("5s") Duration maxBackOff,
        @DefaultValue("14d") Duration memory,
        @DefaultValue("6") int topicPartitions,
        @DefaultValue("7d") Duration topicRetention) {
    public InboxLimits {
        if (memory.compareTo(topicRetention) <= 0) {
            throw new IllegalArgumentException(
                    "dancu.inbox.memory must be longer than dancu.inbox.topic-retention");
        }
    }
}
