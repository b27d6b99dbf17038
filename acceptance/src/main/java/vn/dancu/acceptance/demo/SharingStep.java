package vn.dancu.acceptance.demo;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Social insurance looks a citizen up and verifies attributes within its agreement, is refused
 * outside it, and the citizen sees each attempt.
 */
final class SharingStep {
    private static final String AGENCY = "vss";
    private static final String LOOKUPS = "/sharing/v1/lookups";
    private static final String VERIFICATIONS = "/sharing/v1/verifications";

    private final GatewayClient gateway;
    private final Report report;
    private final JsonMapper json = JsonMapper.builder().build();

    SharingStep(GatewayClient gateway, Report report) {
        this.gateway = gateway;
        this.report = report;
    }

    void run(Citizen citizen) {
        report.say("A ministry asks about the citizen");
        Answer found =
                timed(
                        "Look-up within the agreement",
                        "answered",
                        () ->
                                lookUp(citizen, List.of("name", "sex", "permanentResidence"))
                                        .required("look-up"));
        if (!found.id("personId").equals(citizen.personId())
                || !found.body().path("person").path("sex").asString("").equals(citizen.sex())) {
            report.fault("the look-up answered somebody else");
        }
        verification(citizen, citizen.sex(), true);
        verification(citizen, citizen.sex().equals("MALE") ? "FEMALE" : "MALE", false);
        Answer refused =
                timed(
                        "Look-up outside the agreement",
                        "refused",
                        () -> lookUp(citizen, List.of("name", "religion")));
        if (refused.status() != 403 || refused.body().has("person")) {
            report.fault("a field outside the agreement was not refused: " + refused.status());
        }
        accesses(citizen);
    }

    private void verification(Citizen citizen, String sex, boolean expected) {
        Answer answer =
                timed(
                        "Verification of " + (expected ? "a right" : "a wrong") + " attribute",
                        expected ? "verified" : "not verified",
                        () -> verify(citizen, sex).required("verification"));
        if (answer.body().path("verified").asBoolean(!expected) != expected) {
            report.fault("a verification answered wrongly");
        }
    }

    private Answer timed(String what, String result, Supplier<Answer> call) {
        long start = System.nanoTime();
        Answer answer = call.get();
        report.row(what, result, Duration.ofNanos(System.nanoTime() - start));
        return answer;
    }

    private ObjectNode identity(Citizen citizen, String procedure) {
        return json.createObjectNode()
                .put("procedure", procedure)
                .put("purpose", "social-insurance")
                .put("number", citizen.number())
                .put("name", citizen.name())
                .put("dateOfBirth", citizen.dateOfBirth());
    }

    private Answer lookUp(Citizen citizen, List<String> fields) {
        ObjectNode body = identity(citizen, "1.002051");
        ArrayNode wanted = body.putArray("fields");
        fields.forEach(wanted::add);
        return gateway.query(AGENCY, LOOKUPS, body);
    }

    private Answer verify(Citizen citizen, String sex) {
        ObjectNode body = identity(citizen, "1.001939");
        body.putObject("attributes").put("sex", sex);
        return gateway.query(AGENCY, VERIFICATIONS, body);
    }

    /** The portal shows the citizen who asked: what was answered and what was refused. */
    private void accesses(Citizen citizen) {
        String path = "/sharing/v1/persons/" + citizen.personId() + "/accesses?limit=100";
        JsonNode shown = gateway.get("portal", path).required("accesses").body().path("accesses");
        Set<String> outcomes = new TreeSet<>();
        for (JsonNode access : shown) {
            outcomes.add(access.path("outcome").asString(""));
        }
        report.row(
                "Accesses the citizen sees",
                "%,d: %s".formatted(shown.size(), String.join(", ", outcomes)));
        if (shown.size() < 4 || outcomes.size() < 4) {
            report.fault("the citizen does not see each access with its outcome");
        }
    }
}
