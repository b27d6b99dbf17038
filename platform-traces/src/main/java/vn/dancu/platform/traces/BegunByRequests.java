package vn.dancu.platform.traces;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** A trace begins with a request, never with work that repeats itself: a share of the requests. */
final class BegunByRequests implements Sampler {
    private final Sampler share;

    private BegunByRequests(double share) {
        this.share = Sampler.traceIdRatioBased(share);
    }

    /** What belongs to a trace is sampled as it was begun. */
    static Sampler sampling(double share) {
        return Sampler.parentBased(new BegunByRequests(share));
    }

    @Override
    public SamplingResult shouldSample(
            Context parent,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> links) {
        return kind == SpanKind.SERVER
                ? share.shouldSample(parent, traceId, name, kind, attributes, links)
                : SamplingResult.drop();
    }

    @Override
    public String getDescription() {
        return "BegunByRequests{" + share.getDescription() + "}";
    }
}
