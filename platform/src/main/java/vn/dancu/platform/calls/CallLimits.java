package vn.dancu.platform.calls;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How another service is reached and what it may cost.
 *
 * @param url a fixed address; none: an instance that the registry names
 * @param connectTimeout limit for opening a connection
 * @param timeout limit for one attempt as a whole, from request to the last byte of the answer
 * @param maxConcurrent calls under way at once; more are refused at once rather than queued
 * @param maxResponse the largest answer that is read
 * @param attempts tries in all, for calls that may be repeated
 * @param backoff the pause before the second try, doubled for each further one, with jitter
 * @param breakerWindow how many calls the circuit breaker looks back on
 * @param breakerMinimum below so many calls it does not judge
 * @param breakerFailurePercent from this share of failures on it opens
 * @param breakerOpen how long it stays open before it lets a few calls try again
 */
record CallLimits(
        @Nullable URI url,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("3s") Duration timeout,
        @DefaultValue("64") int maxConcurrent,
        @DefaultValue("16MB") DataSize maxResponse,
        @DefaultValue("3") int attempts,
        @DefaultValue("100ms") Duration backoff,
        @DefaultValue("50") int breakerWindow,
        @DefaultValue("10") int breakerMinimum,
        @DefaultValue("50") int breakerFailurePercent,
        @DefaultValue("2s") Duration breakerOpen) {}
