package vn.dancu.card.facts;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param atOnce how many people are asked about in one round
 * @param firstRetry how long to wait after the record did not answer; doubles each time
 * @param longestRetry the longest such wait
 */
@ConfigurationProperties("dancu.card.facts")
record FactSettings(
        @DefaultValue("50") int atOnce,
        @DefaultValue("2s") Duration firstRetry,
        @DefaultValue("10m") Duration longestRetry) {
    Duration retryAfter(int attempts) {
        Duration wait = firstRetry.multipliedBy(1L << Math.min(attempts, 20));
        return wait.compareTo(longestRetry) > 0 ? longestRetry : wait;
    }
}
