package vn.dancu.gateway.routes;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.cloud.gateway.server.mvc.handler.HandlerFunctions;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import vn.dancu.gateway.limits.BodyRefusedException;
import vn.dancu.gateway.limits.BoundedRequest;
import vn.dancu.gateway.limits.GatewayLimits;
import vn.dancu.gateway.problem.Problem;
import vn.dancu.gateway.problem.Problems;
import vn.dancu.platform.instances.AnotherInstance;

/**
 * Sends a request to an instance of a part.
 *
 * <p>The circuit breaker counts requests that got no answer. An answer, of whatever status, comes
 * from a part that is there: its 503 may be about one of its own needs, and is not the gateway's to
 * judge. Reads are repeated, on the next instance; anything else only if no connection came about,
 * as with an instance that has just died: then nobody has got it.
 */
@Component
class Upstream {
    private static final Logger log = LoggerFactory.getLogger(Upstream.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final LoadBalancerClient instances;
    private final GatewayLimits limits;
    private final Problems problems;
    private final CircuitBreakerRegistry breakers;
    private final HandlerFunction<ServerResponse> proxy = HandlerFunctions.http();

    Upstream(LoadBalancerClient instances, GatewayLimits limits, Problems problems) {
        this.instances = instances;
        this.limits = limits;
        this.problems = problems;
        this.breakers =
                CircuitBreakerRegistry.of(
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(limits.breakerWindow())
                                .minimumNumberOfCalls(limits.breakerMinimum())
                                .failureRateThreshold(limits.breakerFailurePercent())
                                .waitDurationInOpenState(limits.breakerOpen())
                                .build());
    }

    CircuitBreakerRegistry breakers() {
        return breakers;
    }

    ServerResponse send(String service, ServerRequest request) throws Exception {
        try {
            BoundedRequest.readAhead(request.servletRequest());
        } catch (BodyRefusedException e) {
            return problems.response(e.problem());
        }
        CircuitBreaker breaker = breakers.circuitBreaker(service);
        boolean read = isRead(request);
        // What streams is read once: of a second attempt nobody could say that it is whole.
        boolean streaming = limits.isStreaming(request.uri().getPath());
        ServiceInstance instance = null;
        for (int attempt = 1; ; attempt++) {
            instance = chooseOtherThan(instance, service);
            if (!breaker.tryAcquirePermission()) {
                return problems.response(Problem.unavailable(service, limits.breakerOpen()));
            }
            long startNanos = System.nanoTime();
            try {
                ServerResponse answer = sendTo(instance, request);
                breaker.onSuccess(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
                return answer;
            } catch (IOException | ResourceAccessException | NoInstanceException e) {
                BodyRefusedException refused = BodyRefusedException.in(e);
                if (refused != null) {
                    breaker.releasePermission(); // the client's doing, not the part's
                    return problems.response(refused.problem());
                }
                boolean unsent = !streaming && isUnsent(e);
                boolean last = attempt >= limits.attempts() || !(read || unsent);
                if (unsent && !last) {
                    // One dead instance of two is no reason to leave the living one alone.
                    breaker.releasePermission();
                    continue;
                }
                breaker.onError(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS, e);
                if (last) {
                    log.warn("{} gives no answer: {}", service, rootOf(e));
                    return problems.response(Problem.unavailable(service, SOON));
                }
            } catch (Exception e) {
                breaker.releasePermission();
                throw e;
            }
        }
    }

    private @Nullable ServiceInstance chooseOtherThan(
            @Nullable ServiceInstance failed, String service) {
        return AnotherInstance.of(
                () -> instances.choose(service),
                chosen ->
                        failed != null
                                && chosen != null
                                && chosen.getUri().equals(failed.getUri()));
    }

    private ServerResponse sendTo(@Nullable ServiceInstance instance, ServerRequest request)
            throws Exception {
        if (instance == null) {
            throw new NoInstanceException();
        }
        MvcUtils.setRequestUrl(request, instance.getUri());
        return proxy.handle(request);
    }

    private static boolean isRead(ServerRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    /** Whether the fault came before a connection, so that no part can have got anything. */
    private static boolean isUnsent(Exception e) {
        Throwable cause = e;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof ConnectException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** The kind of fault alone: messages of clients quote addresses with their queries. */
    private static String rootOf(Exception e) {
        Throwable root = e;
        for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }

    private static final class NoInstanceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoInstanceException() {
            super("no instance is registered", null, false, false);
        }
    }
}
