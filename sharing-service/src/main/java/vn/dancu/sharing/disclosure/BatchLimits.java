package vn.dancu.sharing.disclosure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param mostItems questions in one batch
 * @param together questions that the register is asked at once, and that are recorded in one
 *     transaction; it takes at most {@value #MOST_TOGETHER}
 * @param perAgency batches of one agency under way at once on this instance
 * @param timeLimit after it no further question of the batch is begun
 */
@ConfigurationProperties("dancu.sharing.batches")
public record BatchLimits(
        @DefaultValue("1000") int mostItems,
        @DefaultValue("100") int together,
        @DefaultValue("2") int perAgency,
        @DefaultValue("20s") Duration timeLimit) {
    private static final int MOST_TOGETHER = 100;

    public BatchLimits {
        if (mostItems < 1 || together < 1 || together > MOST_TOGETHER || perAgency < 1) {
            throw new IllegalArgumentException(
                    "dancu.sharing.batches: each is at least 1, together at most 100");
        }
    }
}
