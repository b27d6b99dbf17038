package vn.dancu.sharing.disclosure;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.model.PersonField;

/** How a source answers whether the three agree as a set, and what it knows of the person. */
record Finding(Kind outcome, @Nullable UUID personId, @Nullable JsonNode person) {
    /** How the three agree. */
    enum Kind {
        FOUND,
        NOT_FOUND,
        MISMATCH,
        /** The date is on record to another precision. */
        DATE_PRECISION_DIFFERS,
        /** The set agreed at one time and was replaced. */
        SUPERSEDED,
        AMBIGUOUS,
        /** The source did not answer for this person. */
        UNANSWERED;

        @JsonCreator
        static Kind of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    /** Whether something of the person can be told by it. */
    boolean tells() {
        return outcome == Kind.FOUND || outcome == Kind.SUPERSEDED;
    }

    Optional<UUID> subject() {
        return Optional.ofNullable(personId);
    }

    /** Only what was asked for, in the order asked, whatever the source sent. */
    Map<String, JsonNode> only(List<PersonField> fields) {
        return only(person, fields);
    }

    static Map<String, JsonNode> only(@Nullable JsonNode person, List<PersonField> fields) {
        Map<String, JsonNode> chosen = new LinkedHashMap<>();
        for (PersonField field : fields) {
            JsonNode value = person == null ? null : person.get(field.wire());
            if (value != null && !value.isNull()) {
                chosen.put(field.wire(), value);
            }
        }
        return chosen;
    }
}
