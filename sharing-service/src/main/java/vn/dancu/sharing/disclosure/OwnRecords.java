package vn.dancu.sharing.disclosure;

import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import vn.dancu.platform.calls.InternalCalls;

/** A citizen's own record, read from its owner for this one answer. */
@Component
public class OwnRecords {
    /** What the record of reads says in population-service. */
    private static final String PURPOSE = "own-record";

    private final InternalCalls calls;

    OwnRecords(InternalCalls calls) {
        this.calls = calls;
    }

    /**
     * On behalf of the current caller.
     *
     * @return as {@code contracts/population/person.schema.json} says
     * @throws vn.dancu.platform.calls.CalleeRefusedException 404 {@code person_not_found}, 403
     *     {@code protected_person}
     */
    public JsonNode read(UUID person) {
        return calls.to("population-service")
                .forPurpose(PURPOSE)
                .get("/internal/population/v1/persons/{personId}", JsonNode.class, person);
    }
}
