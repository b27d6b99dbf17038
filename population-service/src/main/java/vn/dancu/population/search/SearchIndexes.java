package vn.dancu.population.search;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;

/** Knows whether the indexes of searches are there: a first load puts them off until its end. */
@Component
class SearchIndexes {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(60);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final SearchLimits limits;
    private volatile Known known = new Known(false, Instant.MIN);

    SearchIndexes(JdbcClient jdbc, Clock clock, SearchLimits limits) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.limits = limits;
    }

    private record Known(boolean putOff, Instant at) {}

    /**
     * Without them each search by name or residence would read the whole register.
     *
     * @throws ProblemException 503 {@code unavailable} while they are put off
     */
    void require() {
        Instant now = clock.instant();
        if (!known.at().isAfter(now.minus(limits.indexesKnown()))) {
            known =
                    new Known(
                            jdbc.sql("select exists (select from deferred_index)")
                                    .query(Boolean.class)
                                    .single(),
                            now);
        }
        if (known.putOff()) {
            throw ProblemException.unavailable(
                    "unavailable",
                    "The register is being loaded: search by number or old number until then.",
                    ASK_AGAIN);
        }
    }
}
