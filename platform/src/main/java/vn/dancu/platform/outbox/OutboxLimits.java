package vn.dancu.platform.outbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param partitions how many relays can work at once, 1 to 16; the same on all instances
 * @param batch most events a relay takes in one transaction
 * @param gather the least time between two batches that were not full: many small commits of others
 *     share one here
 * @param pollInterval the fallback when no signal comes
 * @param sendTimeout how long the broker may take to acknowledge a batch
 */
@ConfigurationProperties("dancu.outbox")
public record OutboxLimits(
        @DefaultValue("4") int partitions,
        @DefaultValue("500") int batch,
        @DefaultValue("10ms") Duration gather,
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("15s") Duration sendTimeout) {
    public OutboxLimits {
        if (partitions < 1 || partitions > 16 || batch < 1 || batch > 10_000) {
            throw new IllegalArgumentException(
                    "dancu.outbox: partitions 1 to 16, batch 1 to 10000");
        }
    }
}
