package vn.dancu.platform.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

class TracesTest {
    /** Nobody listens there: to make traces must not need a collector. */
    private static final String NOBODY = "http://127.0.0.1:9";

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {
        @Bean
        ObservationRegistry observationRegistry() {
            return ObservationRegistry.create();
        }

        @Bean
        InMemorySpanExporter collected() {
            return InMemorySpanExporter.create();
        }
    }

    private static ConfigurableApplicationContext run(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.import=classpath:dancu-traces.yml")
                .properties("spring.application.name=traced")
                .run(
                        List.of(properties).stream()
                                .map(property -> "--" + property)
                                .toArray(String[]::new));
    }

    @Test
    void withoutACollectorNothingMakesTraces() {
        try (var context = run()) {
            assertThat(context.getBeanProvider(Traces.class).getIfAvailable()).isNull();
            assertThat(context.getBeanProvider(Tracer.class).getIfAvailable()).isNull();
            assertThat(context.getBeansOfType(SpanExporter.class)).containsOnlyKeys("collected");
        }
        assertThat(Traces.NONE.current()).isNull();
    }

    @Test
    void anEventIsTakenInTheTraceOfWhatCausedIt() {
        try (var context = run("dancu.traces.endpoint=" + NOBODY, "dancu.traces.share=1")) {
            Tracer tracer = context.getBean(Tracer.class);
            Traces traces = context.getBean(Traces.class);

            String stored;
            Span request = tracer.spanBuilder().kind(Span.Kind.SERVER).name("request").start();
            try (var scope = tracer.withSpan(request)) {
                stored = traces.current();
            } finally {
                request.end();
            }
            assertThat(stored).contains(request.context().traceId());
            traces.following(
                    stored,
                    "process topic",
                    Map.of(Traces.DESTINATION, "topic"),
                    () ->
                            assertThat(traces.current())
                                    .contains(request.context().traceId())
                                    .isNotEqualTo(stored));
            assertThat(traces.current()).isNull();

            context.getBean(io.opentelemetry.sdk.trace.SdkTracerProvider.class).forceFlush();
            List<SpanData> spans = await(context, 2);
            assertThat(spans.get(1).getParentSpanId()).isEqualTo(spans.get(0).getSpanId());
            assertThat(spans.get(1).getTraceId()).isEqualTo(spans.get(0).getTraceId());
        }
    }

    private static List<SpanData> await(ConfigurableApplicationContext context, int spans) {
        var collected = context.getBean(InMemorySpanExporter.class);
        context.getBean(io.opentelemetry.sdk.trace.SdkTracerProvider.class)
                .forceFlush()
                .join(20, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(collected.getFinishedSpanItems()).hasSize(spans);
        return collected.getFinishedSpanItems();
    }

    @Test
    void workIsPartOfTheTraceWhicheverThreadDoesIt() throws Exception {
        try (var context = run("dancu.traces.endpoint=" + NOBODY, "dancu.traces.share=1");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Tracer tracer = context.getBean(Tracer.class);
            Traces traces = context.getBean(Traces.class);
            Span request = tracer.spanBuilder().kind(Span.Kind.SERVER).name("request").start();
            try (var scope = tracer.withSpan(request)) {
                Callable<String> where = () -> String.valueOf(traces.current());
                assertThat(threads.submit(traces.carried(where)).get()).isEqualTo(traces.current());
                assertThat(threads.submit(where).get()).isEqualTo("null");
            } finally {
                request.end();
            }
        }
    }

    @Test
    void workThatRepeatsItselfBeginsNoTrace() {
        try (var context = run("dancu.traces.endpoint=" + NOBODY, "dancu.traces.share=1")) {
            Tracer tracer = context.getBean(Tracer.class);
            Traces traces = context.getBean(Traces.class);
            Span poll = tracer.nextSpan().name("poll").start();
            try (var scope = tracer.withSpan(poll)) {
                assertThat(traces.current()).isNull();
            } finally {
                poll.end();
            }
            assertThat(await(context, 0)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-zz5b1f6a3c1d4e5f8a9b0c1d2e3f4a5b-1122334455667788-01",
                "00-0a5b1f6a3c1d4e5f8a9b0c1d2e3f4a5b-1122334455667788-01-001326000017"
            })
    void aPlaceInATraceThatIsNoneIsPassedOver(String traceparent) {
        try (var context = run("dancu.traces.endpoint=" + NOBODY, "dancu.traces.share=1")) {
            Traces traces = context.getBean(Traces.class);
            int[] done = new int[1];
            traces.following(traceparent, "process", Map.of(), () -> done[0]++);
            assertThat(done[0]).isOne();
            assertThat(await(context, 0)).isEmpty();
        }
    }

    @Test
    void addressThatIsNoneAndAShareOverOneAreRefusedAtTheStart() {
        assertThatThrownBy(() -> run("dancu.traces.endpoint=collector:4318").close())
                .hasStackTraceContaining("http or https");
        assertThatThrownBy(
                        () ->
                                run("dancu.traces.endpoint=" + NOBODY, "dancu.traces.share=2")
                                        .close())
                .hasStackTraceContaining("from 0 to 1");
    }
}
