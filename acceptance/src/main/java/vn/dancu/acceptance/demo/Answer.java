package vn.dancu.acceptance.demo;

import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * What the gateway answered.
 *
 * @param body empty where the answer has none
 */
record Answer(int status, JsonNode body, Optional<String> location) {
    boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** The stable code of a problem detail; empty for anything else. */
    String code() {
        return body.path("code").asString("");
    }

    String text(String field) {
        return body.path(field).asString("");
    }

    long count(String field) {
        return body.path(field).asLong(0);
    }

    UUID id(String field) {
        return UUID.fromString(text(field));
    }

    /**
     * @throws DemoFailure with status and code, never with personal data, unless it succeeded
     */
    Answer required(String what) {
        if (!succeeded()) {
            StringBuilder errors = new StringBuilder();
            for (JsonNode error : body.path("errors")) {
                errors.append(' ').append(error.path("pointer").asString(""));
                errors.append(' ').append(error.path("code").asString(""));
            }
            throw new DemoFailure(what + ": " + status + " " + code() + errors);
        }
        return this;
    }
}
