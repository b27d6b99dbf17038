package vn.dancu.acceptance.demo;

import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Somebody of the register whom the demo follows.
 *
 * @param record the person as the register has it
 * @param card the survey card the person came with
 */
record Citizen(JsonNode record, JsonNode card) {
    UUID personId() {
        return UUID.fromString(record.path("personId").asString());
    }

    String number() {
        return record.path("number").asString();
    }

    String name() {
        return record.path("name").asString();
    }

    String dateOfBirth() {
        return record.path("dateOfBirth").asString();
    }

    String sex() {
        return record.path("sex").asString();
    }

    /** The commune of permanent residence, whose office keeps the civil-status books. */
    String commune() {
        return record.path("permanentResidence").path("commune").asString();
    }

    @Override
    public String toString() {
        return "Citizen[hidden]";
    }
}
