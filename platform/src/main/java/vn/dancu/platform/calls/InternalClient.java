package vn.dancu.platform.calls;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.web.Correlation;

/**
 * Calls one other service on behalf of the current caller.
 *
 * <p>A refusal of the service (4xx) is a {@link CalleeRefusedException}. A service that cannot be
 * reached, is too slow or fails is a {@link ProblemException} 503 {@code unavailable}.
 */
public final class InternalClient {
    private static final Logger log = LoggerFactory.getLogger(InternalClient.class);

    private final String service;
    private final Transport transport;
    private final Guards guards;
    private final Callers callers;
    private final JsonMapper json;
    private final CallThreads threads;
    private final @Nullable Caller onBehalfOf;

    InternalClient(
            String service,
            Transport transport,
            Guards guards,
            Callers callers,
            JsonMapper json,
            CallThreads threads,
            @Nullable Caller onBehalfOf) {
        this.service = service;
        this.transport = transport;
        this.guards = guards;
        this.callers = callers;
        this.json = json;
        this.threads = threads;
        this.onBehalfOf = onBehalfOf;
    }

    /** The same client, for work whose caller is not that of the current request. */
    public InternalClient onBehalfOf(Caller caller) {
        return new InternalClient(service, transport, guards, callers, json, threads, caller);
    }

    /** The same client, saying why the current caller asks. */
    public InternalClient forPurpose(String purpose) {
        return onBehalfOf(caller().withPurpose(purpose));
    }

    /**
     * Reads; repeated where an attempt fails.
     *
     * @param path path template, as in {@code /internal/population/v1/persons/{personId}}
     */
    public <T> T get(String path, Class<T> type, Object... variables) {
        var call = call(HttpMethod.GET, path, variables, null);
        return guarded(Retry.decorateSupplier(guards.retry(), attempt(call, type)));
    }

    /** Sends a command that must not be repeated. */
    public <T> T post(String path, Object body, Class<T> type, Object... variables) {
        var call = call(HttpMethod.POST, path, variables, body);
        return guarded(attempt(call, type));
    }

    /** Sends a command that the service takes twice for once; repeated where an attempt fails. */
    public <T> T postIdempotent(String path, Object body, Class<T> type, Object... variables) {
        var call = call(HttpMethod.POST, path, variables, body);
        return guarded(Retry.decorateSupplier(guards.retry(), attempt(call, type)));
    }

    private Call call(HttpMethod method, String path, Object[] variables, @Nullable Object body) {
        return new Call(
                method,
                path,
                variables,
                body == null ? null : json.writeValueAsBytes(body),
                caller(),
                Correlation.current());
    }

    private Caller caller() {
        return onBehalfOf == null ? callers.current() : onBehalfOf;
    }

    private <T> Supplier<T> attempt(Call call, Class<T> type) {
        Callable<T> work = () -> transport.exchange(call, type);
        Supplier<T> limited = () -> withinTime(work, call.correlationId());
        return CircuitBreaker.decorateSupplier(
                guards.breaker(), Bulkhead.decorateSupplier(guards.bulkhead(), limited));
    }

    /** The limit is on the attempt as a whole; the thread that waits for the socket is stopped. */
    private <T> T withinTime(Callable<T> work, String correlationId) {
        Callable<T> correlated =
                () -> {
                    MDC.put(Correlation.MDC_KEY, correlationId);
                    try {
                        return work.call();
                    } finally {
                        MDC.remove(Correlation.MDC_KEY);
                    }
                };
        try {
            return guards.timeLimiter().executeFutureSupplier(() -> threads.submit(correlated));
        } catch (TimeoutException e) {
            throw CallFailedException.passing("no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CallFailedException.lasting("interrupted");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw CallFailedException.passing("the call failed", e);
        }
    }

    private <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (CallNotPermittedException e) {
            throw unavailable(guards.breakerOpen());
        } catch (BulkheadFullException e) {
            throw unavailable(Duration.ofSeconds(1));
        } catch (CallFailedException e) {
            log.warn("call to {} failed: {}", service, e.getMessage());
            throw unavailable(Duration.ofSeconds(1));
        }
    }

    private ProblemException unavailable(Duration retryAfter) {
        return ProblemException.unavailable(
                "unavailable", service + " does not answer now.", retryAfter);
    }

    /** The limits around the calls to one service. */
    record Guards(
            CircuitBreaker breaker,
            Bulkhead bulkhead,
            TimeLimiter timeLimiter,
            Retry retry,
            Duration breakerOpen) {
        static Guards of(String service, CallLimits limits, Resilience resilience) {
            return new Guards(
                    resilience.breakers().circuitBreaker(service, Resilience.breaker(limits)),
                    resilience.bulkheads().bulkhead(service, Resilience.bulkhead(limits)),
                    resilience.timeLimiters().timeLimiter(service, Resilience.timeLimiter(limits)),
                    resilience.retries().retry(service, Resilience.retry(limits)),
                    limits.breakerOpen());
        }
    }
}
