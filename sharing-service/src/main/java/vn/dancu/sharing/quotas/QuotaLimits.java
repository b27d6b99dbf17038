package vn.dancu.sharing.quotas;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much an instance takes at once: larger blocks ask the database less often, and leave more of
 * a quota unused in an instance that is asked seldom.
 *
 * @param blocksPerSecond into how many blocks the quota of a second is cut
 * @param blocksPerDay into how many blocks the quota of a day is cut
 * @param maxBlock the largest block; what an instance loses when it is killed
 */
@ConfigurationProperties("dancu.sharing.quotas")
public record QuotaLimits(
        @DefaultValue("8") int blocksPerSecond,
        @DefaultValue("200") int blocksPerDay,
        @DefaultValue("1000") int maxBlock) {
    public QuotaLimits {
        if (blocksPerSecond < 1 || blocksPerDay < 1 || maxBlock < 1) {
            throw new IllegalArgumentException("dancu.sharing.quotas: each is at least 1");
        }
    }

    int block(QuotaUnit unit, int limit) {
        int blocks =
                switch (unit) {
                    case SECOND -> blocksPerSecond;
                    case DAY -> blocksPerDay;
                };
        return Math.clamp(limit / blocks, 1, maxBlock);
    }
}
