package vn.dancu.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.sharing.model.PersonField;

/** The files in contracts/sharing say what the service really takes and sends. */
class ContractsIT extends SharingIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lookup-request",
                "lookup-answer",
                "verification-request",
                "verification-answer",
                "match-request",
                "match-answer",
                "expression-request",
                "expression-answer",
                "relatives-request",
                "household-request",
                "people-answer",
                "card-status-request",
                "card-status-answer",
                "batch-request",
                "batch-answer",
                "figures",
                "client",
                "access-page",
                "subscription-request",
                "subscription",
                "subscription-confirmation",
                "enrolment-request",
                "enrolment-answer",
                "notification",
                "feed-page",
                "dead-letter-page",
                "consent",
                "consent-request",
                "own-consent",
                "correction",
                "terms",
                "agreement-draft",
                "agreement-command",
                "agreement"
            })
    void everyExampleIsValidAndNoLongerSoWithAnUnknownField(String name) {
        String example = Contracts.example(name);
        Contracts.assertMatches(name, example);
        ObjectNode changed = (ObjectNode) JSON.readTree(example);
        changed.put("somethingElse", 1);
        assertThat(Contracts.faults(name, changed.toString())).hasSize(1);
    }

    @Test
    void theServiceTakesTheRequestsOfTheExamples() {
        Answer lookup = post(vss(), "/sharing/v1/lookups", Contracts.example("lookup-request"));
        assertThat(lookup.status()).isIn(200, 404);
        Answer verification =
                post(vss(), "/sharing/v1/verifications", Contracts.example("verification-request"));
        assertThat(verification.status()).isEqualTo(200);
        Contracts.assertMatches("verification-answer", verification.raw().body());

        ObjectNode draft = (ObjectNode) JSON.readTree(Contracts.example("agreement-draft"));
        ((ObjectNode) draft.at("/terms/procedures/0")).put("procedure", "9.999");
        Answer drafted = post(admin("an"), "/sharing/v1/agreements", draft.toString());
        assertThat(drafted.status()).as(drafted.raw().body()).isEqualTo(201);
        Contracts.assertMatches("agreement", drafted.raw().body());
        Answer tested =
                post(
                        admin("an"),
                        "/sharing/v1/agreements/%s/test"
                                .formatted(drafted.body().get("id").asString()),
                        Contracts.example("agreement-command"));
        assertThat(tested.status()).as(tested.raw().body()).isEqualTo(200);
        Answer approved =
                post(
                        admin("binh"),
                        "/sharing/v1/agreements/%s/approval"
                                .formatted(drafted.body().get("id").asString()),
                        Contracts.example("agreement-command"));
        assertThat(approved.status()).isEqualTo(200);
        Contracts.assertMatches("agreement", approved.raw().body());
    }

    @Test
    void whatTheServiceSendsIsWhatTheSchemasSay() {
        Citizen citizen = citizen("Đinh Thị Sen");
        String request = lookup(citizen, "name", "sex", "permanentResidence");
        Contracts.assertMatches("lookup-request", request);
        Answer answer = post(vss(), "/sharing/v1/lookups", request);
        assertThat(answer.status()).isEqualTo(200);
        Contracts.assertMatches("lookup-answer", answer.raw().body());
        post(vss(), "/sharing/v1/lookups", lookup(citizen, "religion"));
        for (String limit : new String[] {"1", "100"}) {
            Answer page =
                    get(
                            portal(),
                            "/sharing/v1/persons/%s/accesses?limit=%s"
                                    .formatted(citizen.id(), limit));
            Contracts.assertMatches("access-page", page.raw().body());
        }
    }

    @Test
    void theSchemasNameEveryFieldThatCanBeAgreed() {
        String known =
                Arrays.stream(PersonField.values())
                        .filter(field -> field != PersonField.CHILDREN)
                        .filter(field -> field != PersonField.HOUSEHOLD_MEMBERS)
                        .map(field -> "\"" + field.wire() + "\"")
                        .reduce((a, b) -> a + "," + b)
                        .orElseThrow();
        String request =
                Contracts.example("lookup-request")
                        .replaceAll("(?s)\"fields\": \\[[^]]*]", "\"fields\": [" + known + "]");
        Contracts.assertMatches("lookup-request", request);
    }
}
