package vn.dancu.sharing.disclosure;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.PurposeCode;

/** The population register, asked over its internal interface; nothing of it is kept here. */
@Component
class Register {
    private final InternalCalls calls;

    Register(InternalCalls calls) {
        this.calls = calls;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Question(@JsonUnwrapped Identity identity, List<PersonField> fields) {}

    /** How the register answers a question. */
    enum Finding {
        FOUND,
        NOT_FOUND,
        MISMATCH,
        /** The date is on record to another precision. */
        DATE_PRECISION_DIFFERS,
        /** The set agreed at one time and was replaced. */
        SUPERSEDED,
        AMBIGUOUS;

        @JsonCreator
        static Finding of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    record Answer(Finding outcome, @Nullable UUID personId, @Nullable JsonNode person) {
        Optional<UUID> subject() {
            return Optional.ofNullable(personId);
        }

        /** Only what was asked for, in the order asked, whatever the register sent. */
        Map<String, JsonNode> only(List<PersonField> fields) {
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

    /**
     * @throws ProblemException 503 {@code unavailable}, or what the register refused with
     */
    Answer ask(Identity identity, List<PersonField> fields, PurposeCode purpose) {
        return calls.to("population-service")
                .forPurpose(purpose.text())
                .post(
                        "/internal/population/v1/lookups",
                        new Question(identity, fields),
                        Answer.class);
    }
}
