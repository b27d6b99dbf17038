package vn.dancu.sharing.disclosure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param mostItems questions in one batch
 * @param atOnce questions of one batch under way at once, of the places that the agency has
 * @param perAgency batches of one agency under way at once on this instance
 * @param timeLimit after it no further question of the batch is begun
 */
@ConfigurationProperties("dancu.sharing.batches")
public record BatchLimits(
        @DefaultValue("1000") int mostItems,
        @DefaultValue("6") int atOnce,
        @DefaultValue("2") int perAgency,
        @DefaultValue("20s") Duration timeLimit) {
    public BatchLimits {
        if (mostItems < 1 || atOnce < 1 || perAgency < 1) {
            throw new IllegalArgumentException("dancu.sharing.batches: each is at least 1");
        }
    }
}
