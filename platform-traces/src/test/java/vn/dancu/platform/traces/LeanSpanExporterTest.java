package vn.dancu.platform.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeanSpanExporterTest {
    private static final String NUMBER = "001326000017";

    private final InMemorySpanExporter collector = InMemorySpanExporter.create();
    private final SdkTracerProvider tracers =
            SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(new LeanSpanExporter(collector)))
                    .build();

    @AfterEach
    void close() {
        tracers.close();
    }

    private Span span() {
        return tracers.get("test").spanBuilder("http get /persons/{personId}").startSpan();
    }

    @Test
    void nothingOfAnExceptionLeavesButThatThereWasOne() {
        Span span = span();
        span.recordException(new IllegalStateException(NUMBER + " is taken"));
        span.setStatus(StatusCode.ERROR, NUMBER + " is taken");
        span.end();

        SpanData out = collector.getFinishedSpanItems().getFirst();
        assertThat(out.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(out.toString()).doesNotContain(NUMBER);
        assertThat(out.getEvents()).isEmpty();
        assertThat(out.getTotalRecordedEvents()).isZero();
        assertThat(out.getStatus().getDescription()).isEmpty();
    }

    @Test
    void attributesLeaveOnlyIfTheyAreListed() {
        Span span = span();
        span.setAttribute("uri", "/persons/{personId}");
        span.setAttribute("status", "200");
        span.setAttribute("http.url", "/persons/" + NUMBER + "?q=" + NUMBER);
        span.setAttribute("anything.new", NUMBER);
        span.addEvent("seen", Attributes.of(AttributeKey.stringKey("number"), NUMBER));
        span.end();

        SpanData out = collector.getFinishedSpanItems().getFirst();
        assertThat(out.getAttributes().asMap())
                .containsOnlyKeys(AttributeKey.stringKey("uri"), AttributeKey.stringKey("status"));
        assertThat(out.getTotalAttributeCount()).isEqualTo(2);
        assertThat(out.getEvents()).isEmpty();
    }

    @Test
    void whoAsksAboutTheProcessIsNotTraced() {
        Span health = span();
        health.setAttribute("uri", "/actuator/health/**");
        health.end();
        assertThat(collector.getFinishedSpanItems()).isEmpty();
        span().end();
        assertThat(collector.getFinishedSpanItems()).hasSize(1);
    }
}
