package vn.dancu.platform.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The structured JSON form of CloudEvents 1.0, with the aggregate's version and the correlation id
 * as extension attributes. Readers ignore what they do not know, since contracts only grow.
 *
 * @param traceparent CloudEvents Distributed Tracing: where the request that caused the event
 *     stands in its trace; missing where that is not traced
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CloudEvent(
        String specversion,
        UUID id,
        String source,
        String type,
        String subject,
        Instant time,
        long aggregateversion,
        String correlationid,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String traceparent,
        JsonNode data) {}
