package vn.dancu.idnumber.registration;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.ledger.Registration;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * One line of a file: an item and its number, or why it is none.
 *
 * @param registration present if and only if there is no code
 */
record FileLine(@Nullable Registration registration, @Nullable UUID itemId, @Nullable String code) {
    /** The same line as {@code {"itemId": "…", "number": "…"}} or as {@code itemId,number}. */
    static FileLine read(String line, JsonMapper json) {
        String item;
        String number;
        if (line.startsWith("{")) {
            try {
                JsonNode node = json.readTree(line);
                item = node.path("itemId").asString("");
                number = node.path("number").asString("");
            } catch (JacksonException e) {
                return bad(null, "line_malformed");
            }
        } else {
            String[] fields = line.split(",", -1);
            if (fields.length != 2) {
                return bad(null, "line_malformed");
            }
            item = fields[0].strip();
            number = fields[1].strip();
        }
        UUID itemId = id(item);
        if (itemId == null) {
            return bad(null, "item_id_malformed");
        }
        return PersonalIdNumber.isWellFormed(number)
                ? new FileLine(new Registration(itemId, new PersonalIdNumber(number)), itemId, null)
                : bad(itemId, "number_malformed");
    }

    private static FileLine bad(@Nullable UUID itemId, String code) {
        return new FileLine(null, itemId, code);
    }

    private static @Nullable UUID id(String text) {
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equalsIgnoreCase(text) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
