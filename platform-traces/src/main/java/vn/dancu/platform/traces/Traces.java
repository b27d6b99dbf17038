package vn.dancu.platform.traces;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the platform itself does for traces: carries them over threads and events. Where there are
 * none, {@link #NONE} does the work and nothing else.
 */
public final class Traces {
    public static final String CORRELATION = "correlation.id";
    public static final String SYSTEM = "messaging.system";
    public static final String DESTINATION = "messaging.destination.name";
    public static final String OPERATION = "messaging.operation.type";
    public static final String CONSUMER = "messaging.consumer.group.name";
    public static final String EVENT_TYPE = "cloudevents.event_type";

    public static final Traces NONE = new Traces(null, null);

    private static final String TRACEPARENT = "traceparent";
    private static final Pattern FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-9a-f]");

    private final @Nullable Tracer tracer;
    private final @Nullable Propagator propagator;

    Traces(@Nullable Tracer tracer, @Nullable Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    /**
     * The place in the trace at hand, in the form of W3C Trace Context; null where the work at hand
     * is not traced.
     */
    public @Nullable String current() {
        Span span = tracer == null ? null : tracer.currentSpan();
        if (span == null) {
            return null;
        }
        TraceContext context = span.context();
        return Boolean.TRUE.equals(context.sampled())
                ? "00-" + context.traceId() + "-" + context.spanId() + "-01"
                : null;
    }

    /** The work as part of the trace at hand, whichever thread will do it. */
    public <T> Callable<T> carried(Callable<T> work) {
        Tracer own = tracer;
        Span span = own == null ? null : own.currentSpan();
        if (own == null || span == null) {
            return work;
        }
        return () -> {
            try (Tracer.SpanInScope scope = own.withSpan(span)) {
                return work.call();
            }
        };
    }

    /**
     * Takes an event in the trace of what caused it, which may have ended long ago.
     *
     * @param traceparent as {@link #current()} gave it to the event
     * @param name of the step: no value of the event in it
     * @param tags none but those of {@link LeanSpanExporter} leave the process
     */
    public void following(
            @Nullable String traceparent, String name, Map<String, String> tags, Runnable work) {
        if (tracer == null
                || propagator == null
                || traceparent == null
                || !FORM.matcher(traceparent).matches()) {
            work.run();
            return;
        }
        Span.Builder builder =
                propagator
                        .extract(
                                traceparent,
                                (carrier, key) -> key.equals(TRACEPARENT) ? carrier : null)
                        .kind(Span.Kind.CONSUMER)
                        .name(name);
        tags.forEach(builder::tag);
        Span span = builder.start();
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            work.run();
        } catch (RuntimeException | Error e) {
            span.error(e).tag("exception", e.getClass().getSimpleName());
            throw e;
        } finally {
            span.end();
        }
    }
}
