package vn.dancu.sharing.disclosure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param refusedLookups how many refused attempts may at once ask the register whom they concern;
 *     others are recorded without
 * @param retryAfter what an agency is told to wait when the register does not answer
 * @param concurrentPerAgency questions of one agency that may be under way at once on this
 *     instance; well below {@code dancu.calls.population-service.max-concurrent}
 */
@ConfigurationProperties("dancu.sharing.disclosure")
public record DisclosureLimits(
        @DefaultValue("8") int refusedLookups,
        @DefaultValue("2s") Duration retryAfter,
        @DefaultValue("48") int concurrentPerAgency) {
    public DisclosureLimits {
        if (refusedLookups < 1 || concurrentPerAgency < 1) {
            throw new IllegalArgumentException("dancu.sharing.disclosure: each is at least 1");
        }
    }
}
