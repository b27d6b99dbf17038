package vn.dancu.platform.calls;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import java.time.Duration;

/** The limits around calls, one of each kind for each called service. */
record Resilience(
        CircuitBreakerRegistry breakers,
        BulkheadRegistry bulkheads,
        TimeLimiterRegistry timeLimiters,
        RetryRegistry retries) {
    private static final int TRIALS_WHEN_HALF_OPEN = 3;

    static Resilience ofDefaults() {
        return new Resilience(
                CircuitBreakerRegistry.ofDefaults(),
                BulkheadRegistry.ofDefaults(),
                TimeLimiterRegistry.ofDefaults(),
                RetryRegistry.ofDefaults());
    }

    static CircuitBreakerConfig breaker(CallLimits limits) {
        return CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(limits.breakerWindow())
                .minimumNumberOfCalls(limits.breakerMinimum())
                .failureRateThreshold(limits.breakerFailurePercent())
                .waitDurationInOpenState(limits.breakerOpen())
                .permittedNumberOfCallsInHalfOpenState(TRIALS_WHEN_HALF_OPEN)
                .recordException(CallFailedException.class::isInstance)
                .build();
    }

    static BulkheadConfig bulkhead(CallLimits limits) {
        return BulkheadConfig.custom()
                .maxConcurrentCalls(limits.maxConcurrent())
                .maxWaitDuration(Duration.ZERO)
                .build();
    }

    static TimeLimiterConfig timeLimiter(CallLimits limits) {
        return TimeLimiterConfig.custom()
                .timeoutDuration(limits.timeout())
                .cancelRunningFuture(true)
                .build();
    }

    static RetryConfig retry(CallLimits limits) {
        return RetryConfig.custom()
                .maxAttempts(limits.attempts())
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(limits.backoff()))
                .retryOnException(
                        e -> e instanceof CallFailedException failed && failed.isRepeatable())
                .build();
    }
}
