package vn.dancu.population.history;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a record comes from, with all lines that have not changed since.
 *
 * @param knownAt when the register learned of the person
 */
record Registration(
        UUID personId,
        Instant knownAt,
        String cause,
        String evidence,
        @Nullable String officer,
        @Nullable String agency) {
    static final long VERSION = 1;

    /** The last 40 bits of the id of an imported person are the line in the file. */
    private static final long LINE_MASK = (1L << 40) - 1;

    private static final int TIME_ORDERED = 7;

    /**
     * @param stored cause and evidence, where the row has them: a survey card leaves no more than
     *     the person id, which is made of the import and the line
     */
    static Registration of(
            UUID personId, Instant knownAt, @Nullable String stored, JsonMapper json) {
        if (stored != null) {
            JsonNode source = json.readTree(stored);
            return new Registration(
                    personId,
                    knownAt,
                    source.path("cause").asString(""),
                    source.path("evidence").asString(""),
                    source.path(source.hasNonNull("officer") ? "officer" : "recordedBy")
                            .asString(""),
                    source.hasNonNull("agency") ? source.path("agency").asString() : null);
        }
        if (personId.version() == TIME_ORDERED) {
            long line = personId.getLeastSignificantBits() & LINE_MASK;
            UUID importId =
                    new UUID(
                            personId.getMostSignificantBits(),
                            personId.getLeastSignificantBits() & ~LINE_MASK);
            return new Registration(
                    personId,
                    knownAt,
                    "survey_card_imported",
                    "import " + importId + " line " + line,
                    null,
                    null);
        }
        // Registered before the register kept this; the civil-status entry stands with the birth.
        return new Registration(
                personId, knownAt, "birth_registered", "civil-status entry", null, null);
    }

    Histories.Entry entry() {
        return new Histories.Entry(
                VERSION, cause, evidence, knownAt, null, officer, agency, null, null, null, null,
                null, List.of());
    }
}
