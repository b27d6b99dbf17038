package vn.dancu.platform.traces;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param endpoint where the collector takes OTLP over HTTP, as {@code http://collector:4318}
 * @param share of the requests that are traced, 0 to 1; what one request causes is traced with it
 * @param timeout for one batch of spans; what the collector does not take in it is lost
 */
@ConfigurationProperties("dancu.traces")
record TraceSettings(
        URI endpoint, @DefaultValue("0.05") double share, @DefaultValue("3s") Duration timeout) {
    private static final String PATH = "/v1/traces";

    TraceSettings {
        if (share < 0 || share > 1) {
            throw new IllegalArgumentException("dancu.traces.share is from 0 to 1");
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.toSeconds() > 30) {
            throw new IllegalArgumentException("dancu.traces.timeout is at most 30 s");
        }
        if (!"http".equals(endpoint.getScheme()) && !"https".equals(endpoint.getScheme())) {
            throw new IllegalArgumentException("dancu.traces.endpoint is an http or https address");
        }
    }

    /** With the path that OTLP asks for, unless another was given. */
    String url() {
        String path = endpoint.getPath();
        return path == null || path.isEmpty() || path.equals("/")
                ? endpoint.resolve(PATH).toString()
                : endpoint.toString();
    }
}
