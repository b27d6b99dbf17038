package vn.dancu.gateway.routes;

import java.util.Locale;
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
class ForwardedHeaders implements RequestHttpHeadersFilter, Ordered {
    /** Why a person reads is for that person to say; the records of reads keep it. */
    private static final String PURPOSE = "dancu-purpose";

    @Override
    public HttpHeaders apply(HttpHeaders sent, ServerRequest request) {
        HttpHeaders passed = new HttpHeaders();
        sent.forEach(
                (name, values) -> {
                    if (!isAboutIdentity(name.toLowerCase(Locale.ROOT))) {
                        passed.put(name, values);
                    }
                });
        String correlation = MDC.get(Correlation.MDC_KEY);
        if (correlation != null) {
            passed.set(Correlation.HEADER, correlation);
        }
        return passed;
    }

    private static boolean isAboutIdentity(String name) {
        return (name.startsWith("dancu-") && !name.equals(PURPOSE))
                || name.startsWith("x-road-")
                || name.startsWith("x-forwarded-")
                || name.equals("forwarded")
                || name.equals("x-real-ip")
                || name.equals("x-correlation-id");
    }

    /** Last, so that no other filter adds what is taken off here. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
