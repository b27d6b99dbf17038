package vn.dancu.population.search;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one search may cost.
 *
 * @param candidates most people that are compared and ranked with each other; where more bear a
 *     name, pages follow the index
 * @param window people that are read at once while pages follow the index
 * @param scanned most people that one request looks at then
 * @param similarKeys most names that a mistyped one is taken for
 * @param statement how long one statement may take
 * @param indexesKnown how long it is remembered whether a first load has put indexes off
 */
@ConfigurationProperties("dancu.search")
record SearchLimits(
        @DefaultValue("1000") int candidates,
        @DefaultValue("500") int window,
        @DefaultValue("2000") int scanned,
        @DefaultValue("400") int similarKeys,
        @DefaultValue("2s") Duration statement,
        @DefaultValue("3s") Duration indexesKnown) {
    SearchLimits {
        if (candidates < 1 || candidates > 10_000 || similarKeys < 0 || similarKeys > 2_000) {
            throw new IllegalArgumentException("dancu.search is out of bounds");
        }
        if (statement.toMillis() < 1 || indexesKnown.isNegative()) {
            throw new IllegalArgumentException("dancu.search has a time that is no time");
        }
        if (window < 1 || scanned < window || scanned > 100_000) {
            throw new IllegalArgumentException("dancu.search.scanned is at least one window");
        }
    }
}
