package vn.dancu.platform.inbox;

import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A fact that another service told. */
public record IncomingEvent(
        UUID id,
        String topic,
        String type,
        String subject,
        long aggregateVersion,
        Instant time,
        String correlationId,
        JsonNode data) {}
