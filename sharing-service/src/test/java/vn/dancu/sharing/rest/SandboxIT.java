package vn.dancu.sharing.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.Contracts;
import vn.dancu.sharing.SharingIT;

/** Every operation on the people of the sandbox, and never on anybody else. */
class SandboxIT extends SharingIT {
    private static final String MAI =
            "\"number\": \"999190000001\", \"name\": \"Nguyễn Thị Thử Mai\","
                    + " \"dateOfBirth\": \"1990-05-17\"";

    @AfterEach
    void theRegisterWasNeverAsked() {
        assertThat(REGISTER.asked()).isEmpty();
    }

    @Test
    void aLookUpAnswersAndSaysThatThePersonIsSynthetic() {
        Answer answer = ask("lookups", MAI, "\"fields\": [\"name\", \"sex\"]");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.body().get("synthetic").asBoolean()).isTrue();
        assertThat(answer.body().at("/person/sex").asString()).isEqualTo("FEMALE");
        Contracts.assertMatches("lookup-answer", answer.raw().body());
        assertThat(
                        jdbc.sql("select sandbox from access_record where person_id = :id limit 1")
                                .param(
                                        "id",
                                        java.util.UUID.fromString(
                                                answer.body().get("personId").asString()))
                                .query(Boolean.class)
                                .single())
                .isTrue();
    }

    @Test
    void caseAndTonePlacementDoNotMatterAndAccentsDo() {
        String person = "\"number\": \"999218000003\", \"dateOfBirth\": \"2018-02-28\", \"name\": ";
        String fields = "\"fields\": [\"sex\"]";
        assertThat(ask("lookups", person + "\"TRẦN THỬ HÒA\"", fields).status()).isEqualTo(200);
        assertThat(ask("lookups", person + "\"Tran Thu Hoa\"", fields).code())
                .isEqualTo("person_not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "999199000099 | Nguyễn Thị Thử Mai | 1990-05-17 | 404 | person_not_found",
                "999190000001 | Nguyễn Thị Thử Lan | 1990-05-17 | 404 | person_not_found",
                "999060000002 | Nguyễn Văn Thử Bình | 1960-02-01 | 404 | date_precision_differs",
                "999080000008 | Đỗ Văn Thử Phúc | 1980-01-01 | 404 | person_not_found",
                "999080000009 | Đỗ Văn Thử Quang | 1980-01-01 | 503 | unavailable",
                "001090000001 | Nguyễn Thị Thử Mai | 1990-05-17 | 404 | person_not_found",
            })
    void eachFailureThatAnAgencyMustHandleCanBeTried(
            String number, String name, String born, int status, String code) {
        Answer answer =
                ask(
                        "lookups",
                        "\"number\": \"%s\", \"name\": \"%s\", \"dateOfBirth\": \"%s\""
                                .formatted(number, name, born),
                        "\"fields\": [\"name\"]");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Retry-After").isEmpty()).isEqualTo(status != 503);
    }

    @Test
    void aSetThatWasReplacedGivesTheSetOfTodayWhereThatIsAgreed() {
        String before =
                "\"number\": \"999195000007\", \"name\": \"Phạm Thị Thử Én\","
                        + " \"dateOfBirth\": \"1995-12-31\"";
        Answer answer = ask("lookups", before, "\"fields\": [\"number\"]");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.body().get("superseded").asBoolean()).isTrue();
        assertThat(answer.body().at("/person/number").asString()).isEqualTo("999195000006");
        Answer strict = send("lookups", "0.000002", before, "\"fields\": [\"number\"]");
        assertThat(strict.status()).isEqualTo(404);
        assertThat(strict.code()).isEqualTo("superseded");
        assertThat(strict.raw().body()).doesNotContain("999195000006");
    }

    @Test
    void whereConsentIsNeededItsLackIsARefusal() {
        String oanh =
                "\"number\": \"999180000010\", \"name\": \"Đỗ Thị Thử Oanh\","
                        + " \"dateOfBirth\": \"1980-01-01\"";
        Answer answer = send("lookups", "0.000002", oanh, "\"fields\": [\"name\"]");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("consent_missing");
        assertThat(send("lookups", "0.000002", MAI, "\"fields\": [\"name\"]").status())
                .isEqualTo(200);
    }

    @Test
    void aMatchSaysWhichAttributesDiffer() {
        Answer answer =
                ask(
                        "matches",
                        MAI,
                        "\"attributes\": {\"sex\": \"FEMALE\", \"nationality\": \"US\"}");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        Contracts.assertMatches("match-answer", answer.raw().body());
        assertThat(answer.body().at("/matches/sex").asBoolean()).isTrue();
        assertThat(answer.body().at("/matches/nationality").asBoolean()).isFalse();
        assertThat(answer.body().has("person")).isFalse();
        assertThat(ask("matches", MAI, "\"attributes\": {}").status()).isEqualTo(422);
    }

    @Test
    void anExpressionIsTrueOrFalseAndTellsNoValue() {
        Answer adult = ask("expressions", MAI, "\"expression\": \"age >= 18\"");
        assertThat(adult.status()).as(adult.raw().body()).isEqualTo(200);
        Contracts.assertMatches("expression-answer", adult.raw().body());
        assertThat(adult.body().propertyNames())
                .containsExactlyInAnyOrder("holds", "asOf", "synthetic");
        assertThat(adult.body().get("holds").asBoolean()).isTrue();
        assertThat(
                        ask("expressions", MAI, "\"expression\": \"age < 18\"")
                                .body()
                                .get("holds")
                                .asBoolean())
                .isFalse();
        Answer wrong = ask("expressions", MAI, "\"expression\": \"name = \\\"An\\\"\"");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.code()).isEqualTo("expression_malformed");
        assertThat(wrong.pointer()).isEqualTo("/expression");
    }

    @Test
    void relativesAndHouseholdGiveTheRolesAndLinesAskedFor() {
        Answer relatives =
                ask("relatives", MAI, "\"fields\": [\"father\", \"children\", \"name\"]");
        assertThat(relatives.status()).as(relatives.raw().body()).isEqualTo(200);
        Contracts.assertMatches("people-answer", relatives.raw().body());
        assertThat(roles(relatives)).containsExactly("father", "children");
        assertThat(relatives.body().at("/people/0/person").propertyNames()).containsExactly("name");
        Answer household = ask("households", MAI, "\"fields\": [\"name\", \"dateOfBirth\"]");
        assertThat(roles(household)).containsExactly("head", "member", "member");
        Answer wrong = ask("relatives", MAI, "\"fields\": [\"name\"]");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.code()).isEqualTo("fields_not_of_operation");
    }

    @Test
    void theStatusOfACardIsTold() {
        Answer answer = ask("card-statuses", MAI, "\"serial\": \"999000001\"");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        Contracts.assertMatches("card-status-answer", answer.raw().body());
        assertThat(answer.body().get("status").asString()).isEqualTo("VALID");
        assertThat(ask("card-statuses", MAI, "\"serial\": \"1\"").body().get("status").asString())
                .isEqualTo("NONE");
    }

    @Test
    void aBatchAnswersEachItemInItsPlace() {
        Answer answer =
                ask(
                        "batches",
                        "\"operation\": \"lookup\"",
                        """
                        "fields": ["sex"], "items": [{"itemId": "a", %s},
                            {"number": "999199000099", "name": "Ai Đó", "dateOfBirth": "1990"}]
                        """
                                .formatted(MAI));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        Contracts.assertMatches("batch-answer", answer.raw().body());
        JsonNode items = answer.body().get("items");
        assertThat(items.get(0).get("itemId").asString()).isEqualTo("a");
        assertThat(items.get(0).get("code").asString()).isEqualTo("answered");
        assertThat(items.get(0).at("/person/sex").asString()).isEqualTo("FEMALE");
        assertThat(items.get(1).get("itemId").asString()).isEqualTo("1");
        assertThat(items.get(1).get("code").asString()).isEqualTo("person_not_found");
    }

    @Test
    void aBatchRefusesWhatItsOperationDoesNotAskBy() {
        for (String member :
                new String[] {"\"fields\": [\"sex\"]", "\"expression\": \"age > 1\""}) {
            Answer answer =
                    post(
                            integrator(),
                            "/sharing/v1/batches",
                            """
                            {"operation": "verification", %s, "procedure": "0.000001",
                             "purpose": "connection-test", "items": [{"number": "999190000001",
                             "name": "Nguyễn Thị Thử Mai", "dateOfBirth": "1990-05-17"}]}
                            """
                                    .formatted(member));
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("not_of_operation");
            assertThat(answer.pointer()).isIn("/fields", "/expression");
        }
    }

    @Test
    void aWithdrawnClientIsRefusedAtOnce() {
        String id = registerClient("T01", "another-integrator", true);
        String token =
                tokens.token(
                        "another-integrator",
                        java.util.Map.of("scope", "sharing.query", "agency", "T01"));
        String body = body("0.000001", MAI, "\"fields\": [\"name\"]");
        assertThat(post(token, "/sharing/v1/lookups", body).status()).isEqualTo(200);
        Answer withdrawn =
                post(admin("an"), "/sharing/v1/agencies/T01/clients/" + id + "/withdrawal", "");
        assertThat(withdrawn.status()).isEqualTo(204);
        Answer after = post(token, "/sharing/v1/lookups", body);
        assertThat(after.status()).isEqualTo(403);
        assertThat(after.code()).isEqualTo("client_unknown");
    }

    private Answer ask(String path, String who, String what) {
        return send(path, "0.000001", who, what);
    }

    private Answer send(String path, String procedure, String who, String what) {
        return post(integrator(), "/sharing/v1/" + path, body(procedure, who, what));
    }

    private static String body(String procedure, String who, String what) {
        return "{\"procedure\": \"%s\", \"purpose\": \"connection-test\", %s, %s}"
                .formatted(procedure, who, what);
    }

    private static java.util.List<String> roles(Answer answer) {
        return answer.body()
                .get("people")
                .valueStream()
                .map(person -> person.get("role").asString())
                .toList();
    }
}
