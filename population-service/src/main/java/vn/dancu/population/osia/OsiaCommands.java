package vn.dancu.population.osia;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.population.acts.ActDesk;
import vn.dancu.population.acts.ActState;
import vn.dancu.population.acts.ActView;
import vn.dancu.population.acts.Evidence;
import vn.dancu.population.civilstatus.CorrectionDesk;
import vn.dancu.population.merge.MergeRequest;
import vn.dancu.population.merge.Merges;
import vn.dancu.population.officers.Officers;
import vn.dancu.population.record.Place;

/**
 * What OSIA commands at once and this register decides by acts: corrections and merges. An answer
 * says whether it is done, or waits for the second officer.
 */
@Service
class OsiaCommands {
    private static final int MOST_ACTS = 100;
    private static final Pattern TRANSACTION = Pattern.compile("[A-Za-z0-9._:-]{1,40}");
    private static final Pattern OLD_NUMBER = Pattern.compile("[0-9]{9}");
    private static final Pattern UNITS = Pattern.compile("[0-9]{2}([0-9]{3}([0-9]{5})?)?");

    private final CorrectionDesk corrections;
    private final Merges merges;
    private final ActDesk desk;
    private final Officers officers;
    private final Callers callers;
    private final JsonMapper json;

    OsiaCommands(
            CorrectionDesk corrections,
            Merges merges,
            ActDesk desk,
            Officers officers,
            Callers callers,
            JsonMapper json) {
        this.corrections = corrections;
        this.merges = merges;
        this.desk = desk;
        this.officers = officers;
        this.callers = callers;
        this.json = json;
    }

    /**
     * Corrects lines of a record.
     *
     * @return whether it is done; else it is proposed to a second officer
     */
    boolean correct(UUID personId, Map<String, JsonNode> attributes, String transactionId) {
        ObjectNode lines = json.createObjectNode();
        attributes.forEach((name, value) -> put(lines, name, value));
        Evidence evidence = evidence(Evidence.Kind.UPDATE_FORM, transactionId);
        ActView act = corrections.correct(personId, lines, evidence);
        return act.state() == ActState.RECORDED;
    }

    private static void put(ObjectNode lines, String name, JsonNode value) {
        if (!value.isString() && !value.isIntegralNumber()) {
            throw OsiaException.badRequest(name + ": a text or a whole number, and not taken away");
        }
        String text = value.asString();
        switch (name) {
            case "name", "dateOfBirth", "nationality", "ethnicity", "religion", "bloodGroup" ->
                    lines.put(name, text);
            case "oldNumber" -> {
                if (!OLD_NUMBER.matcher(text).matches()) {
                    throw OsiaException.badRequest("an old number has 9 digits");
                }
                lines.put(name, text);
            }
            case "gender" ->
                    lines.put(
                            "sex",
                            switch (text) {
                                case "M" -> "MALE";
                                case "F" -> "FEMALE";
                                default -> throw OsiaException.badRequest("gender: M or F");
                            });
            case "maritalStatus" -> {
                if (!text.matches("[0-3]")) {
                    throw OsiaException.badRequest("maritalStatus: 0 to 3");
                }
                lines.put(name, Integer.parseInt(text));
            }
            case "birthRegistrationPlace", "origin" -> place(lines.putObject(name), name, text);
            default ->
                    throw OsiaException.notOffered(
                            name
                                    + " is not corrected here: it follows from another act, from a"
                                    + " registration of residence or from id-number-service");
        }
    }

    private static void place(ObjectNode line, String name, String units) {
        if (!UNITS.matcher(units).matches()) {
            throw OsiaException.badRequest(name + ": codes of units run together");
        }
        Place place = Optional.ofNullable(Place.stored(units, null)).orElseThrow();
        line.put("province", place.province());
        if (place.district() != null) {
            line.put("district", place.district());
        }
        if (place.commune() != null) {
            line.put("commune", place.commune());
        }
    }

    /**
     * Proposes a merge, or agrees to the one that another officer proposed.
     *
     * @return whether it is done; else it waits for another officer's call
     */
    boolean merge(UUID target, UUID source, String transactionId) {
        Evidence evidence = evidence(Evidence.Kind.VERIFICATION_RECORD, transactionId);
        Optional<ActView> open =
                desk.ofPerson(target, Merges.KINDS, MOST_ACTS).items().stream()
                        .filter(act -> act.state() == ActState.PROPOSED)
                        .filter(act -> act.personId().equals(target))
                        .filter(act -> source.equals(act.otherPersonId()))
                        .findFirst();
        if (open.isEmpty()) {
            MergeRequest request = new MergeRequest(target, source, evidence);
            desk.propose("merge", request, target, () -> merges.propose(request));
            return false;
        }
        if (open.get().proposedBy().equals(officers.signature())) {
            return false;
        }
        if (!callers.current().hasScope("population.approve")) {
            throw ProblemException.forbidden(
                    "forbidden", "Who agrees to what another one proposed needs a scope for it.");
        }
        desk.approve(open.get().id(), Merges.KINDS);
        return true;
    }

    private Evidence evidence(Evidence.Kind kind, String transactionId) {
        if (!TRANSACTION.matcher(transactionId).matches()) {
            throw OsiaException.badRequest("transactionId: 1 to 40 of A-Z a-z 0-9 . _ : -");
        }
        String agency = callers.current().agency();
        return new Evidence(
                kind,
                transactionId.replace('_', '-').replace(':', '-'),
                agency == null ? "OSIA" : agency,
                null);
    }
}
