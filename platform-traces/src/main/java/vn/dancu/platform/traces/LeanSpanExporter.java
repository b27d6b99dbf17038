package vn.dancu.platform.traces;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets out of the process what is listed here and nothing else: a collector stands outside the
 * walls of the register. Addresses with their ids, queries, messages and stack traces of exceptions
 * stay; templates of addresses, kinds, codes and times go.
 */
final class LeanSpanExporter implements SpanExporter {
    /** Attributes whose values come from our code, or are random. */
    static final Set<String> LET_OUT =
            Set.of(
                    "method",
                    "uri",
                    "status",
                    "outcome",
                    "exception",
                    "client.name",
                    Traces.CORRELATION,
                    Traces.SYSTEM,
                    Traces.DESTINATION,
                    Traces.OPERATION,
                    Traces.CONSUMER,
                    Traces.EVENT_TYPE);

    private static final AttributeKey<String> URI = AttributeKey.stringKey("uri");

    private final SpanExporter exporter;

    LeanSpanExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        List<SpanData> lean = new ArrayList<>(spans.size());
        for (SpanData span : spans) {
            if (!isAboutTheProcess(span)) {
                lean.add(new Lean(span));
            }
        }
        return lean.isEmpty() ? CompletableResultCode.ofSuccess() : exporter.export(lean);
    }

    /** Health and measurements are asked for every few seconds, and by nobody who waits. */
    private static boolean isAboutTheProcess(SpanData span) {
        String uri = span.getAttributes().get(URI);
        return uri != null && uri.startsWith("/actuator");
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    private static final class Lean extends DelegatingSpanData {
        private final Attributes attributes;

        Lean(SpanData span) {
            super(span);
            AttributesBuilder kept = Attributes.builder();
            span.getAttributes()
                    .forEach(
                            (key, value) -> {
                                if (LET_OUT.contains(key.getKey())) {
                                    kept.put(key.getKey(), String.valueOf(value));
                                }
                            });
            this.attributes = kept.build();
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public int getTotalAttributeCount() {
            return attributes.size();
        }

        /** Exceptions, with their messages. */
        @Override
        public List<EventData> getEvents() {
            return List.of();
        }

        @Override
        public int getTotalRecordedEvents() {
            return 0;
        }

        /** Links carry attributes of their own. */
        @Override
        public List<LinkData> getLinks() {
            return List.of();
        }

        @Override
        public int getTotalRecordedLinks() {
            return 0;
        }

        /** Whether it failed; the description would be an exception's message. */
        @Override
        public StatusData getStatus() {
            return StatusData.create(super.getStatus().getStatusCode(), "");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
