package vn.dancu.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
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

    @Test
    void theOpenApiDescriptionNamesEveryPath() {
        Answer answer = get(vss(), "/v3/api-docs");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode paths = answer.body().get("paths");
        assertThat(paths.propertyNames())
                .containsExactlyInAnyOrder(
                        "/sharing/v1/lookups",
                        "/sharing/v1/verifications",
                        "/sharing/v1/persons/{personId}/accesses",
                        "/sharing/v1/agencies",
                        "/sharing/v1/agencies/{code}",
                        "/sharing/v1/agreements",
                        "/sharing/v1/agreements/{id}",
                        "/sharing/v1/agreements/{id}/amendments",
                        "/sharing/v1/keys",
                        "/sharing/v1/dead-letters/{handler}",
                        "/sharing/v1/dead-letters/{handler}/replay",
                        "/sharing/v1/consents",
                        "/sharing/v1/consents/{id}",
                        "/sharing/v1/subscriptions",
                        "/sharing/v1/subscriptions/{id}",
                        "/sharing/v1/subscriptions/{id}/confirmation",
                        "/sharing/v1/subscriptions/{id}/pause",
                        "/sharing/v1/subscriptions/{id}/resume",
                        "/sharing/v1/subscriptions/{id}/people",
                        "/sharing/v1/subscriptions/{id}/people/{person}",
                        "/sharing/v1/subscriptions/{id}/trials",
                        "/sharing/v1/subscriptions/{id}/notifications",
                        "/sharing/v1/subscriptions/{id}/cursor",
                        "/sharing/v1/subscriptions/{id}/dead-letters",
                        "/sharing/v1/subscriptions/{id}/dead-letters/replay",
                        "/osia/notification/v1/subscriptions",
                        "/osia/notification/v1/subscriptions/{uuid}",
                        "/osia/notification/v1/subscriptions/confirm",
                        "/osia/notification/v1/topics",
                        "/osia/notification/v1/topics/{uuid}",
                        "/osia/notification/v1/topics/{uuid}/publish",
                        "/sharing/v1/disclosure-delays",
                        "/sharing/v1/disclosure-delays/{id}",
                        "/sharing/v1/disclosure-delays/{id}/approval",
                        "/sharing/v1/disclosure-delays/{id}/end",
                        "/sharing/v1/corrections",
                        "/sharing/v1/corrections/{id}/decision",
                        "/sharing/v1/me",
                        "/sharing/v1/me/accesses",
                        "/sharing/v1/me/consents",
                        "/sharing/v1/me/consents/{id}/grant",
                        "/sharing/v1/me/consents/{id}/refusal",
                        "/sharing/v1/me/consents/{id}/withdrawal",
                        "/sharing/v1/me/corrections",
                        "/sharing/v1/me/corrections/{id}/withdrawal",
                        "/sharing/v1/me/wards/{ward}",
                        "/sharing/v1/me/wards/{ward}/accesses",
                        "/sharing/v1/me/wards/{ward}/consents",
                        "/sharing/v1/me/wards/{ward}/consents/{id}/grant",
                        "/sharing/v1/me/wards/{ward}/consents/{id}/refusal",
                        "/sharing/v1/me/wards/{ward}/consents/{id}/withdrawal",
                        "/sharing/v1/me/wards/{ward}/corrections",
                        "/sharing/v1/me/wards/{ward}/corrections/{id}/withdrawal",
                        "/sharing/v1/agencies/{code}/soap-secrets",
                        "/sharing/soap/dancu",
                        "/osia/agreed/dataaccess/v1/persons/{uin}/verify",
                        "/osia/agreed/dataaccess/v1/persons/{uin}/match",
                        "/osia/3rdparty/v1/verify/{identifier}",
                        "/osia/3rdparty/v1/identify",
                        "/osia/3rdparty/v1/attributes/{identifier}",
                        "/osia/agreed/dataaccess/v1/persons",
                        "/osia/agreed/dataaccess/v1/persons/{uin}",
                        "/osia/agreed/dataaccess/v1/persons/{uin}/document",
                        "/osia/3rdparty/v1/identify/{taskID}",
                        "/osia/3rdparty/v1/attributes/{attributeSetName}/{identifier}",
                        "/sharing/v1/matches",
                        "/sharing/v1/expressions",
                        "/sharing/v1/relatives",
                        "/sharing/v1/households",
                        "/sharing/v1/card-statuses",
                        "/sharing/v1/batches",
                        "/sharing/v1/exports",
                        "/sharing/v1/exports/{id}",
                        "/sharing/v1/exports/{id}/parts/{n}",
                        "/sharing/v1/agencies/{code}/keys",
                        "/sharing/v1/figures",
                        "/sharing/v1/agencies/{code}/figures",
                        "/sharing/v1/agencies/{code}/systems",
                        "/sharing/v1/agencies/{code}/clients",
                        "/sharing/v1/agencies/{code}/clients/{id}/withdrawal",
                        "/sharing/v1/agencies/{code}/officers",
                        "/sharing/v1/agencies/{code}/officers/withdrawal",
                        "/sharing/v1/agreements/{id}/test",
                        "/sharing/v1/agreements/{id}/approval",
                        "/sharing/v1/agreements/{id}/activation",
                        "/sharing/v1/agreements/{id}/suspension",
                        "/sharing/v1/agreements/{id}/end");
        // Typed codes are text on the wire, not objects.
        Map<String, String> types = Map.of("number", "string", "procedure", "string");
        types.forEach(
                (field, type) ->
                        assertThat(
                                        answer.body()
                                                .at("/components/schemas/FieldsBody/properties")
                                                .get(field)
                                                .path("type")
                                                .asString(""))
                                .as(field)
                                .isEqualTo(type));
    }
}
