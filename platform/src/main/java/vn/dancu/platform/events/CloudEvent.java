package vn.dancu.platform.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * The structured JSON form of CloudEvents 1.0, with the aggregate's version and the correlation id
 * as extension attributes. Readers ignore what they do not know, since contracts only grow.
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
        JsonNode data) {}
