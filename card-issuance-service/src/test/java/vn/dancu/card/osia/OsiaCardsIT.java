package vn.dancu.card.osia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.dancu.card.LifeStage;

class OsiaCardsIT extends LifeStage {
    private static final String CMS = "/osia/cms/v1";
    private static final String T = "?transactionId=T1";

    private static String requestBody(String person, String type) {
        return """
        {"personId":"%s","biographicData":{},"requestData":{"priority":3,
         "credentialProfileId":"CITIZEN_CARD","requestType":"%s"}}
        """
                .formatted(person, type);
    }

    @Test
    void aRequestIsAnApplicationThatCanBeReadAndCancelled() {
        String person = UUID.randomUUID().toString();
        POPULATION.has(person, record(person));
        String at = CMS + "/credentialRequests/R-" + person;

        Answer created = post(CENTRE, at + T, requestBody(person, "FIRST_ISSUANCE"));
        assertThat(created.status()).as(created.raw()).isEqualTo(201);
        assertThat(post(CENTRE, at + T, requestBody(person, "FIRST_ISSUANCE")).status())
                .isEqualTo(409);

        Answer read = get(CENTRE, at + T);
        assertThat(read.text("status")).isEqualTo("PENDING");
        assertThat(read.text("personId")).isEqualTo(person);
        assertThat(read.text("/requestData/priority")).isEqualTo("3");
        assertThat(post(CENTRE, at + "/cancel" + T, "").status()).isEqualTo(204);
        assertThat(get(CENTRE, at + T).text("status")).isEqualTo("CANCELLED");
        assertThat(
                        send(
                                        "PUT",
                                        CENTRE,
                                        Map.of(),
                                        Map.of(),
                                        at + T,
                                        "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .status())
                .isEqualTo(501);
    }

    @Test
    void aCredentialIsFoundSuspendedAndGivenToASecondOfficer() {
        UUID person = UUID.randomUUID();
        UUID card = card(person);
        String at = CMS + "/credentials/" + card;

        Answer found =
                post(
                        CENTRE,
                        CMS + "/credentials" + T,
                        "[{\"attributeName\":\"personId\",\"operator\":\"=\",\"value\":\"%s\"}]"
                                .formatted(person));
        assertThat(found.body().get(0).path("credentialId").asString()).isEqualTo(card.toString());
        Answer bySerial =
                post(
                        CENTRE,
                        CMS + "/credentials" + T,
                        "[{\"attributeName\":\"serialNumber\",\"operator\":\"=\",\"value\":\"%s\"}]"
                                .formatted(serial(card)));
        assertThat(bySerial.body().size()).isOne();
        assertThat(get(CENTRE, at + T).text("status")).isEqualTo("ACTIVE");
        assertThat(get(CENTRE, at + T + "&attributes=status").body().has("serialNumber")).isFalse();

        assertThat(post(CENTRE, at + "/suspend" + T, "{\"reason\":\"holder_request\"}").status())
                .isEqualTo(204);
        assertThat(get(CENTRE, at + T).text("status")).isEqualTo("SUSPENDED");
        assertThat(post(CENTRE, at + "/unsuspend" + T, "{}").status()).isEqualTo(202);
        assertThat(state(card)).isEqualTo("SUSPENDED");
        assertThat(post(CENTRE, at + "/status" + T, "{\"status\":\"LOST\"}").status())
                .isEqualTo(204);
        assertThat(get(CENTRE, at + T).text("statusOther")).isEqualTo("LOST");
        assertThat(
                        send(
                                        "PUT",
                                        CENTRE,
                                        Map.of(),
                                        Map.of(),
                                        at + T,
                                        "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .status())
                .isEqualTo(501);
    }

    @Test
    void theProfileIsTheChipCard() {
        Answer all = post(CENTRE, CMS + "/credentialProfiles" + T, "[]");
        assertThat(all.body().get(0).path("credentialType").asString()).isEqualTo("ID_CARD");
        Answer none =
                post(
                        CENTRE,
                        CMS + "/credentialProfiles" + T,
                        "[{\"attributeName\":\"name\",\"operator\":\"=\",\"value\":\"Passport\"}]");
        assertThat(none.body().size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    /credentials                  | []                                                            | 400
                    /credentials                  | [{"attributeName":"status","operator":"=","value":"ACTIVE"}]  | 400
                    /credentials                  | {}                                                            | 400
                    /credentials/nothing/suspend  | {}                                                            | 404
                    /credentials/00000000-0000-4000-8000-000000000001/revoke | {"reason":"altered"}               | 404
                    /credentials/00000000-0000-4000-8000-000000000001/revoke | {"reason":"just so"}               | 400
                    /credentials/00000000-0000-4000-8000-000000000001/status | {"status":"GREEN"}                 | 400
                    /credentialRequests/R1        | {"personId":"x"}                                              | 400
                    """)
    void badInputIsAnErrorInTheShapeOfOsia(String path, String body, int status) {
        Answer answer = post(CENTRE, CMS + path + T, body);

        assertThat(answer.status()).as(answer.raw()).isEqualTo(status);
        assertThat(answer.body().path("code").asInt()).isEqualTo(status);
        assertThat(answer.text("message")).isNotEmpty();
    }

    @Test
    void eachOperationOfTheInterfaceIsAnswered() throws Exception {
        Path yaml = Path.of("..", "..", "shared", "osia", "cms.yaml");
        assumeTrue(Files.exists(yaml), "the interface file is not here");
        String path = "";
        int operations = 0;
        for (String line : Files.readAllLines(yaml)) {
            if (line.matches("  /v1/.*:")) {
                path = line.strip().replace(":", "");
            } else if (line.matches("    (get|put|post|delete|patch):")) {
                String method = line.strip().replace(":", "").toUpperCase(java.util.Locale.ROOT);
                String at =
                        "/osia/cms" + path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
                Answer answer =
                        send(
                                method,
                                CENTRE,
                                Map.of(),
                                Map.of(),
                                at + T,
                                method.equals("GET")
                                        ? null
                                        : "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                assertThat(answer.status()).as(method + " " + path).isIn(400, 404, 501);
                assertThat(answer.body().has("message")).as(method + " " + path).isTrue();
                operations++;
            }
            if (line.startsWith("components:")) {
                break;
            }
        }
        assertThat(operations).isEqualTo(12);
    }
}
