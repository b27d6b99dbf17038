package vn.dancu.sharing.disclosure;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.sharing.model.Access;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.RequestId;

/**
 * The one text of a question or answer, whatever protocol carried it, of which the access record
 * keeps the digest: {@code contracts/sharing/proofs.md}. JSON by RFC 8785: members in order of
 * their names, no white space, and what there is none of is left out.
 */
@Component
class CanonicalForm {
    private final JsonMapper json;

    CanonicalForm(JsonMapper json) {
        this.json = json;
    }

    String of(Request request) {
        ObjectNode form = of(request.access(), request.requester().requestId());
        members(form, request.identity());
        switch (request.question()) {
            case Question.Verification(var claims) -> claims(form, claims);
            case Question.Match(var claims) -> claims(form, claims);
            case Question.Condition(var expression) -> form.put("expression", expression.text());
            case Question.CardStatus(var serial) -> serial.ifPresent(s -> form.put("serial", s));
            case Question.Lookup _,
                    Question.Relatives _,
                    Question.Household _,
                    Question.Enrolment _ -> {}
        }
        return written(form);
    }

    /** A question that asks for consent. */
    String of(Access access, Optional<RequestId> requestId, Identity identity) {
        ObjectNode form = of(access, requestId);
        members(form, identity);
        return written(form);
    }

    /** A question about people that are not named one by one. */
    ObjectNode of(Access access, Optional<RequestId> requestId) {
        ObjectNode form = json.createObjectNode();
        form.put("agency", access.agency().text());
        form.put("client", access.client().identifier());
        form.put("clientKind", access.client().kind().name());
        access.officer().map(OfficerCode::text).ifPresent(o -> form.put("officer", o));
        form.put("procedure", access.procedure().text());
        form.put("purpose", access.purpose().text());
        requestId.map(RequestId::text).ifPresent(id -> form.put("requestId", id));
        form.put("operation", access.operation().wire());
        var fields = form.putArray("fields");
        access.fields().forEach(field -> fields.add(field.wire()));
        return form;
    }

    String of(Answer answer) {
        ObjectNode form = json.createObjectNode();
        switch (answer) {
            case Answer.Matched matched -> {
                kind(form, "matched", matched);
                ObjectNode matches = form.putObject("matches");
                matched.agreeing().forEach((field, agrees) -> matches.put(field.wire(), agrees));
            }
            case Answer.Person person -> {
                kind(form, "person", person);
                members(form, person);
            }
            case Answer.Verdict verdict -> {
                kind(form, "verdict", verdict);
                members(form, verdict);
            }
            case Answer.People people -> {
                kind(form, "people", people);
                members(form, people);
            }
            case Answer.Card card -> {
                kind(form, "card", card);
                members(form, card);
            }
            case Answer.Enrolled enrolled -> {
                kind(form, "enrolled", enrolled);
                members(form, enrolled);
            }
            case Answer.NothingFound nothing ->
                    form.put("kind", "nothing").put("reason", code(nothing.kind()));
            case Answer.Refused refused -> {
                form.put("kind", "refused").put("reason", refused.refusal().code());
                refused.fieldIndex().ifPresent(index -> form.put("fieldIndex", index));
            }
            case Answer.TryLater later ->
                    form.put("kind", "later").put("reason", code(later.reason()));
        }
        return written(form);
    }

    String ofExtracted(Extracts.Extracted extracted) {
        ObjectNode form = json.createObjectNode();
        form.put("kind", "extracted");
        members(form, extracted);
        return written(form);
    }

    /** What a subscriber is told, nobody having asked at that moment. */
    String ofNotice(Notices.Notice notice) {
        ObjectNode form = json.createObjectNode();
        form.put("kind", "notice").put("notificationId", notice.id().toString());
        form.put("subscriptionId", notice.subscription().toString());
        form.put("personId", notice.person().toString()).put("topic", notice.topic().wire());
        form.put("synthetic", notice.synthetic());
        return written(form);
    }

    private static void kind(ObjectNode form, String kind, Answer.Told told) {
        form.put("kind", kind).put("asOf", told.asOf().toString());
        form.put("synthetic", told.synthetic());
    }

    private void claims(ObjectNode form, Map<PersonField, Claim> claims) {
        ObjectNode all = form.putObject("claims");
        claims.forEach((field, claim) -> all.set(field.wire(), json.valueToTree(claim)));
    }

    /** The members of a record, as they are written over REST too. */
    private void members(ObjectNode form, Object values) {
        JsonNode tree = json.valueToTree(values);
        tree.forEachEntry(
                (name, value) -> {
                    if (!form.has(name)) {
                        form.set(name, value);
                    }
                });
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    String written(JsonNode node) {
        StringBuilder text = new StringBuilder();
        write(text, node);
        return text.toString();
    }

    private void write(StringBuilder text, JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> ordered = new TreeMap<>();
            node.forEachEntry(
                    (name, value) -> {
                        if (!value.isNull()) {
                            ordered.put(name, value);
                        }
                    });
            char before = '{';
            for (var member : ordered.entrySet()) {
                text.append(before).append(json.writeValueAsString(member.getKey())).append(':');
                write(text, member.getValue());
                before = ',';
            }
            text.append(ordered.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            char before = '[';
            for (JsonNode element : node) {
                text.append(before);
                write(text, element);
                before = ',';
            }
            text.append(node.isEmpty() ? "[]" : "]");
        } else {
            text.append(json.writeValueAsString(node));
        }
    }
}
