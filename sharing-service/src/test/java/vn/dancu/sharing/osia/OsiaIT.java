package vn.dancu.sharing.osia;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.SharingIT;

/** OSIA's operations on the people of the sandbox, and what they refuse. */
class OsiaIT extends SharingIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String MAI = "/osia/3rdparty/v1/verify/999190000001?transactionId=t-1";
    private static final String ATTRIBUTES = "/osia/3rdparty/v1/attributes/";
    private static final String DATA = "/osia/agreed/dataaccess/v1/persons/";

    @Value("${local.server.port}")
    private int port;

    private record Reply(int status, JsonNode body) {}

    private Reply send(HttpRequest.Builder request, String token, String procedure)
            throws Exception {
        HttpResponse<String> raw =
                HTTP.send(
                        request.header("Authorization", "Bearer " + token)
                                .header("Dancu-Purpose", "connection-test")
                                .header("Dancu-Procedure", procedure)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new Reply(raw.statusCode(), JSON.readTree(raw.body()));
    }

    private Reply post(String path, String body) throws Exception {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                integrator(),
                "0.000001");
    }

    private Reply get(String path) throws Exception {
        return send(request(path).GET(), integrator(), "0.000001");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private static String person(String more) {
        return "{\"biographicData\": {\"name\": \"NGUYỄN THỊ THỬ MAI\","
                + " \"dateOfBirth\": \"1990-05-17\""
                + more
                + "}}";
    }

    private String proof() throws Exception {
        Reply verified = post(MAI, person(", \"gender\": \"F\", \"permanentResidence\": \"01\""));
        assertThat(verified.status()).as(verified.body().toString()).isEqualTo(200);
        assertThat(verified.body().get("verificationCode").asInt()).isZero();
        return verified.body().get("verificationProof").asString();
    }

    @Test
    void whoWasVerifiedIsReadByTheProofWhichSaysNothing() throws Exception {
        String proof = proof();
        assertThat(proof).doesNotContain("999190000001");
        Reply read =
                post(
                        ATTRIBUTES + proof + "?identifierType=token&transactionId=t-2",
                        "{\"outputBiographicData\": [\"uin\", \"gender\", \"permanentResidence\"]}");
        assertThat(read.status()).as(read.body().toString()).isEqualTo(200);
        assertThat(read.body().at("/biographicData/uin").asString()).isEqualTo("999190000001");
        assertThat(read.body().at("/biographicData/gender").asString()).isEqualTo("F");
        assertThat(read.body().at("/biographicData/permanentResidence").asString())
                .isEqualTo("0100100001");
        Reply set =
                get(ATTRIBUTES + "RESIDENCE/" + proof + "?identifierType=token&transactionId=t");
        assertThat(set.body().get("biographicData").propertyNames())
                .containsExactly("name", "permanentResidence");
        assertThat(
                        jdbc.sql("select count(*) from access_record where request_id = 't-2'")
                                .query(Long.class)
                                .single())
                .isOne();
        assertThat(REGISTER.asked()).isEmpty();
    }

    @Test
    void dataAccessReadsMatchesAndEvaluatesUnderTheAgreement() throws Exception {
        String person = DATA + proof();
        Reply read = get(person + "?attributeNames=name&attributeNames=shoeSize");
        assertThat(read.body().get("name").asString()).isEqualTo("Nguyễn Thị Thử Mai");
        assertThat(read.body().at("/shoeSize/code").asInt()).isEqualTo(1);
        Reply match =
                post(person + "/match", "{\"nationality\": \"US\", \"gender\": \"F\", \"x\": 1}");
        assertThat(match.body().toString())
                .contains("{\"attributeName\":\"nationality\",\"errorCode\":1}")
                .contains("{\"attributeName\":\"x\",\"errorCode\":0}")
                .doesNotContain("gender");
        String adult =
                "[{\"attributeName\": \"age\", \"operator\": \">=\", \"value\": 18},"
                        + "{\"attributeName\": \"gender\", \"operator\": \"=\", \"value\": \"%s\"}]";
        assertThat(post(person + "/verify", adult.formatted("F")).body().asBoolean()).isTrue();
        assertThat(post(person + "/verify", adult.formatted("M")).body().asBoolean()).isFalse();
        String injected = adult.formatted("F\\\" or age > \\\"1");
        assertThat(post(person + "/verify", injected).status()).isEqualTo(400);
    }

    @Test
    void whatIsNotOfTheShapeIsNamedByItsPlace() throws Exception {
        for (var wrong :
                Map.of(
                                "{\"biographicData\": \"x\"}", ": /biographicData",
                                "{\"other\": 1}", ": /other",
                                "{\"biographicData\": {\"name\": null}}", ": /biographicData")
                        .entrySet()) {
            Reply reply = post(MAI, wrong.getKey());
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body().get("message").asString()).contains(wrong.getValue());
        }
        Reply maybe = post(MAI + "&verificationProofRequired=maybe", person(""));
        assertThat(maybe.body().get("message").asString()).endsWith(": verificationProofRequired");
    }

    @Test
    void aVerificationThatFailsSaysNoMoreAndGivesNoProof() throws Exception {
        for (String more : new String[] {", \"gender\": \"M\"", ", \"nationality\": \"US\""}) {
            Reply no = post(MAI, person(more));
            assertThat(no.status()).as(no.body().toString()).isEqualTo(200);
            assertThat(no.body().get("verificationCode").asInt()).isOne();
            assertThat(no.body().has("verificationProof")).isFalse();
        }
        assertThat(
                        post(MAI, person("").replace("1990", "1991"))
                                .body()
                                .get("verificationCode")
                                .asInt())
                .isOne();
    }

    @Test
    void aProofIsWorthNothingToAnotherClientOrAlteredOrForAnotherProcedure() throws Exception {
        String proof = proof();
        String path = DATA + proof + "?attributeNames=name";
        String other = tokens.token("vss", Map.of("scope", "sharing.query", "agency", "G34"));
        assertThat(send(request(path).GET(), other, "1.002051").status()).isEqualTo(404);
        char last = proof.charAt(proof.length() / 2);
        String altered =
                proof.substring(0, proof.length() / 2)
                        + (last == 'A' ? 'B' : 'A')
                        + proof.substring(proof.length() / 2 + 1);
        assertThat(get(DATA + altered + "?attributeNames=name").status()).isEqualTo(404);
        Reply refused = send(request(path).GET(), integrator(), "9.999999");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().get("message").asString()).isEqualTo("procedure_not_agreed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/osia/3rdparty/v1/attributes/999190000001?transactionId=t | {\"outputBiographicData\": [\"name\"]} | 501",
                "/osia/3rdparty/v1/identify?transactionId=t | {} | 501",
                "/osia/3rdparty/v1/verify/999190000001?transactionId=t | {\"biographicData\": {\"gender\": \"F\"}} | 400",
                "/osia/3rdparty/v1/verify/999190000001 | {\"biographicData\": {}} | 400",
                "/osia/3rdparty/v1/verify/x?transactionId=t | {\"biographicData\": {\"name\": \"A B\", \"dateOfBirth\": \"1990\"}} | 400",
                "/osia/3rdparty/v1/verify/999190000001?transactionId=t | {\"biometricData\": [{\"biometricType\": \"FACE\"}]} | 501",
                "/osia/3rdparty/v1/verify/999190000001?transactionId=t | {\"other\": 1} | 400",
                "/osia/3rdparty/v1/verify/999190000001?transactionId=t | [] | 400",
                "/osia/agreed/dataaccess/v1/persons/x/verify | [{\"attributeName\": \"age\", \"operator\": \"~\", \"value\": 1}] | 400",
            })
    void whatDoesNotFitIsRefusedInTheShapeOfOsia(String path, String body, int status)
            throws Exception {
        Reply reply = post(path, body);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        assertThat(reply.body().propertyNames()).containsExactlyInAnyOrder("code", "message");
        assertThat(reply.body().get("code").asInt()).isEqualTo(status);
        assertThat(REGISTER.asked()).isEmpty();
    }
}
