package vn.dancu.gateway.routes;

import java.util.Locale;
import java.util.Set;
import org.slf4j.MDC;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import vn.dancu.gateway.limits.Correlation;

/**
 * What an outsider may not say of itself is taken off: who calls, from where, through which
 * security server. The services believe these headers only because nobody else can send them.
 */
@Component
public class ForwardedHeaders implements RequestHttpHeadersFilter, Ordered {
    /** A request attribute: the proven security server, whose X-Road headers are passed on. */
    public static final String SECURITY_SERVER = "vn.dancu.gateway.security-server";

    private static final String SERVER_HEADER = "Dancu-Security-Server";

    /**
     * Why, in which procedure and by which officer data is read is for the caller to say; the
     * records of reads keep it. A token that names an officer goes before.
     */
    private static final Set<String> STATED =
            Set.of("dancu-purpose", "dancu-procedure", "dancu-officer");

    /** A trace begins at the gateway; the client that sends the request adds its own. */
    private static final Set<String> TRACING = Set.of("traceparent", "tracestate", "baggage", "b3");

    @Override
    public HttpHeaders apply(HttpHeaders sent, ServerRequest request) {
        HttpHeaders passed = new HttpHeaders();
        Object server = request.servletRequest().getAttribute(SECURITY_SERVER);
        sent.forEach(
                (name, values) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    boolean believed = server instanceof String && lower.startsWith("x-road-");
                    if (believed || !isAboutIdentity(lower)) {
                        passed.put(name, values);
                    }
                });
        if (server instanceof String proven) {
            passed.set(SERVER_HEADER, proven);
        }
        String correlation = MDC.get(Correlation.MDC_KEY);
        if (correlation != null) {
            passed.set(Correlation.HEADER, correlation);
        }
        return passed;
    }

    private static boolean isAboutIdentity(String name) {
        return (name.startsWith("dancu-") && !STATED.contains(name))
                || name.equals("client-cert")
                || name.equals("client-cert-chain")
                || name.startsWith("x-road-")
                || name.startsWith("x-forwarded-")
                || name.equals("forwarded")
                || name.equals("x-real-ip")
                || name.equals("x-correlation-id")
                || TRACING.contains(name)
                || name.startsWith("x-b3-");
    }

    /** Last, so that no other filter adds what is taken off here. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
