package vn.dancu.platform.traces;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpHttpSpanExporterBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/**
 * Traces, where {@code dancu.traces.endpoint} names a collector; see {@link TracesSwitch}. Spring
 * Boot's batching keeps at most 2,048 spans that wait and drops others: nobody waits for it.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration",
        })
@EnableConfigurationProperties(TraceSettings.class)
public class TracesAutoConfiguration {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final String CORRELATION_HEADER = "X-Correlation-Id";

    @Bean
    Traces traces(Tracer tracer, Propagator propagator) {
        return new Traces(tracer, propagator);
    }

    @Bean
    Sampler beginningSampler(TraceSettings settings) {
        return BegunByRequests.sampling(settings.share());
    }

    @Bean
    OtlpTracingConnectionDetails collector(TraceSettings settings) {
        return transport -> settings.url();
    }

    @Bean
    OtlpHttpSpanExporterBuilderCustomizer impatient(TraceSettings settings) {
        // Tried once: a collector that is away must not hold up the end of the process.
        return builder ->
                builder.setConnectTimeout(CONNECT)
                        .setTimeout(settings.timeout())
                        .setCompression("gzip")
                        .setRetryPolicy(null);
    }

    @Bean
    SpanExporters leanSpanExporters(ObjectProvider<SpanExporter> exporters) {
        return SpanExporters.of(exporters.orderedStream().map(LeanSpanExporter::new).toList());
    }

    /** Leads from an answer or a line of a log to the trace. */
    @Bean
    ObservationFilter correlationOfRequests() {
        return context -> {
            if (context instanceof ServerRequestObservationContext request
                    && request.getResponse() != null) {
                String id = request.getResponse().getHeader(CORRELATION_HEADER);
                if (id != null) {
                    request.addHighCardinalityKeyValue(KeyValue.of(Traces.CORRELATION, id));
                }
            }
            return context;
        };
    }
}
