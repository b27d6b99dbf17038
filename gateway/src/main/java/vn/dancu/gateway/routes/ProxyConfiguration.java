package vn.dancu.gateway.routes;

import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.server.mvc.config.GatewayMvcProperties;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.ResponseHttpHeadersFilter;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.cloud.gateway.server.mvc.handler.RestClientProxyExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import vn.dancu.gateway.limits.Correlation;
import vn.dancu.gateway.limits.GatewayLimits;

/** The HTTP client behind the routes: one pool of kept connections, two sets of time limits. */
@Configuration(proxyBeanMethods = false)
class ProxyConfiguration {
    @Bean
    CloseableHttpClient httpClient(GatewayLimits limits) {
        var connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(limits.maxConnections())
                        .setMaxConnPerRoute(limits.maxConnectionsPerInstance())
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setConnectTimeout(timeout(limits.connectTimeout()))
                                        .setSocketTimeout(timeout(limits.timeout()))
                                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                                        .build())
                        .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .evictIdleConnections(TimeValue.ofMilliseconds(limits.connectionIdle().toMillis()))
                .disableAutomaticRetries() // Upstream knows what may be repeated
                .disableRedirectHandling() // a redirect is the client's to follow
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .build();
    }

    @Bean
    ProxyExchange proxyExchange(
            CloseableHttpClient client,
            GatewayLimits limits,
            GatewayMvcProperties properties,
            ObjectProvider<ObservationRegistry> observations) {
        RequestConfig usual =
                RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout(limits.connectionWait()))
                        .setResponseTimeout(timeout(limits.timeout()))
                        .build();
        // A part that refuses an upload says so before gigabytes have been sent to it.
        RequestConfig streaming =
                RequestConfig.copy(usual)
                        .setResponseTimeout(timeout(limits.streamTimeout()))
                        .setExpectContinueEnabled(true)
                        .build();
        ProxyExchange ordinary = exchange(client, usual, properties, observations);
        ProxyExchange stream = exchange(client, streaming, properties, observations);
        return request ->
                limits.isStreaming(request.getServerRequest().uri().getPath())
                        ? stream.exchange(request)
                        : ordinary.exchange(request);
    }

    private static ProxyExchange exchange(
            CloseableHttpClient client,
            RequestConfig config,
            GatewayMvcProperties properties,
            ObjectProvider<ObservationRegistry> observations) {
        var requests =
                new HttpComponentsClientHttpRequestFactory(client) {
                    @Override
                    protected RequestConfig createRequestConfig(Object unused) {
                        return config;
                    }
                };
        var builder = RestClient.builder().requestFactory(requests);
        observations.ifAvailable(builder::observationRegistry);
        return new RestClientProxyExchange(builder.build(), properties);
    }

    private static Timeout timeout(java.time.Duration duration) {
        return Timeout.of(duration);
    }

    /** The part answers the id that it was sent, and the gateway has set it already. */
    @Bean
    ResponseHttpHeadersFilter oneCorrelationId() {
        return (received, response) -> {
            HttpHeaders passed = new HttpHeaders();
            passed.putAll(received);
            passed.remove(Correlation.HEADER);
            return passed;
        };
    }

    @Bean
    MeterBinder breakerMetrics(Upstream upstream) {
        return registry ->
                TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(upstream.breakers())
                        .bindTo(registry);
    }
}
