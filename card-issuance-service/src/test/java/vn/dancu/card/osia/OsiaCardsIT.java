package vn.dancu.card.osia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.dancu.card.LifeStage;
import vn.dancu.card.osia.OsiaDocument.Operation;

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
    void theCardIsHandedOutByTheOfficeThatTheRequestNames() {
        String person = UUID.randomUUID().toString();
        POPULATION.has(person, record(person));
        String at = CMS + "/credentialRequests/D-" + person;
        String body = requestBody(person, "FIRST_ISSUANCE");
        String office = "\"priority\":3,\"deliveryOffice\":\"%s\"";

        Answer unknown =
                post(CENTRE, at + T, body.replace("\"priority\":3", office.formatted("NONE")));
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text("message")).isEqualTo("unit_unknown");
        Answer created =
                post(CENTRE, at + T, body.replace("\"priority\":3", office.formatted("CA-001")));
        assertThat(created.status()).as(created.raw()).isEqualTo(201);
        assertThat(get(CENTRE, at + T).text("/requestData/deliveryOffice")).isEqualTo("CA-001");
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
                    /credentials                  | [{"attributeName":"personId","operator":"=","value":{}}]      | 400
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

    /**
     * Each operation in good days and bad: what is sent fits the interface, and so does what comes
     * back. What the interface says is read from its own document.
     */
    @Test
    void eachOperationAnswersAsTheInterfaceSays() {
        Optional<OsiaDocument> published = OsiaDocument.find();
        assumeTrue(published.isPresent(), "the document of the interface is not here");
        Exchange osia = new Exchange(published.orElseThrow());
        String person = UUID.randomUUID().toString();
        POPULATION.has(person, record(person));
        String request = "R-" + person;
        String wanted = requestBody(person, "FIRST_ISSUANCE");
        osia.call("createCredentialRequest", request, wanted, 201);
        osia.call("createCredentialRequest", request, wanted, 409);
        osia.call("readCredentialRequest", request, null, 200);
        osia.call("readCredentialRequest", "R-nobody", null, 404);
        osia.call("updateCredentialRequest", request, wanted, 501);
        osia.call("cancelCredentialRequest", request, null, 204);
        osia.call("cancelCredentialRequest", request, null, 409);
        osia.call("cancelCredentialRequest", "R-nobody", null, 404);

        UUID holder = UUID.randomUUID();
        String card = card(holder).toString();
        osia.call("findCredentials", "", expression("personId", holder.toString()), 200);
        osia.call("findCredentials", "", expression("serialNumber", "0000000000"), 200);
        osia.call("findCredentials", "", expression("status", "ACTIVE"), 400);
        osia.call("readCredential", card, null, 200);
        osia.call("readCredential", UUID.randomUUID().toString(), null, 404);
        osia.call("updateCredential", card, null, 501);
        osia.call("suspendCredential", card, "{\"reason\":\"holder_request\"}", 204);
        osia.call("readCredential", card, null, 200);
        osia.call("suspendCredential", card, "{}", 409);
        osia.call("unsuspendCredential", card, "{}", 202);
        osia.call("setCredentialStatus", card, "{\"status\":\"LOST\"}", 204);
        osia.call("readCredential", card, null, 200);
        osia.call("setCredentialStatus", card, "{\"status\":\"GREEN\"}", 400);
        String revoked = card(UUID.randomUUID()).toString();
        osia.call("revokeCredential", revoked, "{\"reason\":\"altered\"}", 202);
        osia.call("revokeCredential", revoked, "{\"reason\":\"just so\"}", 400);
        osia.call("findCredentialProfiles", "", "[]", 200);
        osia.call("findCredentialProfiles", "", expression("colour", "red"), 400);

        assertThat(osia.called()).hasSize(12).containsAll(osia.known());
        osia.refusesNonsense();
    }

    private static String expression(String attribute, String value) {
        return "[{\"attributeName\":\"%s\",\"operator\":\"=\",\"value\":\"%s\"}]"
                .formatted(attribute, value);
    }

    /** Calls operations by their names in the interface, and holds both sides against it. */
    private final class Exchange {
        private final OsiaDocument document;
        private final Map<String, Operation> operations;
        private final Set<String> called = new TreeSet<>();

        Exchange(OsiaDocument document) {
            this.document = document;
            this.operations = document.operations();
        }

        Set<String> called() {
            return called;
        }

        Set<String> known() {
            return operations.keySet();
        }

        void call(String id, String at, @Nullable String body, int status) {
            Operation operation = Objects.requireNonNull(operations.get(id));
            if (body != null) {
                document.assertTakes(operation, body);
            }
            called.add(id);
            answered(operation, operation.at(at) + T, body == null ? "" : body, status);
        }

        private void answered(Operation operation, String path, String body, int status) {
            boolean read = operation.method().equals("GET");
            byte[] content = read ? null : body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            Answer answer = send(operation.method(), CENTRE, Map.of(), Map.of(), path, content);
            assertThat(answer.status()).as(operation.id() + answer.raw()).isEqualTo(status);
            document.assertAnswers(operation, status, answer.raw());
        }

        /** No JSON, no transaction, a body of another shape: never a 500, always an error. */
        void refusesNonsense() {
            for (Operation operation : operations.values()) {
                boolean offered = !operation.id().startsWith("update");
                if (offered) {
                    answered(operation, operation.anywhere(), "[]", 400);
                }
                boolean takesBody = operation.node().has("requestBody");
                if (offered && takesBody) {
                    for (String body : List.of("{", "7", "\"text\"", "{\"unknown\":1}")) {
                        answered(operation, operation.anywhere() + T, body, 400);
                    }
                }
            }
        }
    }
}
