package vn.dancu.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes through the gateway, and what does not. */
class GatewayTest {
    private static final String PERSONS = "/population/v1/persons";
    private static Issuer issuer;
    private static Part part;
    private static Gateway gateway;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        issuer = new Issuer();
        part = new Part(issuer);
        gateway = new Gateway(part, "--dancu.gateway.max-body=64KB");
        token = issuer.token("moj", Map.of("scope", "population.read"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        part.close();
    }

    @BeforeEach
    void forget() {
        part.received.clear();
        part.connectionsToCut.set(0);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(
                        type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.body())
                .contains("\"code\":\"" + code + "\"")
                .contains(answer.headers().firstValue("X-Correlation-Id").orElseThrow());
    }

    @Test
    void requestReachesItsPartWithPathQueryTokenAndBody() throws Exception {
        var answer =
                gateway.send(
                        gateway.request(PERSONS + "/search?name=Nguy%E1%BB%85n%20A&x=1%2B1", token)
                                .header("Idempotency-Key", "k-1")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"name\":\"Nguyễn\"}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var seen = part.next();
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.uri()).isEqualTo(PERSONS + "/search?name=Nguy%E1%BB%85n%20A&x=1%2B1");
        assertThat(seen.header("Authorization")).isEqualTo("Bearer " + token);
        assertThat(seen.header("Idempotency-Key")).isEqualTo("k-1");
        assertThat(seen.bodyStart()).isEqualTo("{\"name\":\"Nguyễn\"}");
    }

    @Test
    void osiaInterfacesOfTheRegisterReachIt() throws Exception {
        for (String path : List.of("/osia/pr/v1/persons/1", "/osia/dataaccess/v1/persons/1")) {
            assertThat(gateway.send(gateway.request(path, token)).statusCode()).isEqualTo(200);
            assertThat(part.next().uri()).isEqualTo(path);
            assertProblem(gateway.send(gateway.request(path)), 401, "unauthenticated");
        }
        assertProblem(gateway.send(gateway.request("/osia/other/v1/x", token)), 404, "not_found");
    }

    @Test
    void headersAboutIdentityAreTakenOff() throws Exception {
        gateway.send(
                gateway.request(PERSONS, token)
                        .header("Dancu-Caller", "forged")
                        .header("dancu-anything", "forged")
                        .header("X-Road-Client", "VN/GOV/1/forged")
                        .header("X-Forwarded-For", "10.0.0.1")
                        .header("X-Forwarded-Host", "forged")
                        .header("Forwarded", "for=10.0.0.1")
                        .header("X-Real-IP", "10.0.0.1")
                        .header("Dancu-Purpose", "registration")
                        .header("Accept-Language", "vi"));
        var seen = part.next();
        for (String name :
                new String[] {
                    "Dancu-Caller",
                    "dancu-anything",
                    "X-Road-Client",
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "Forwarded",
                    "X-Real-IP"
                }) {
            assertThat(seen.has(name)).as(name).isFalse();
        }
        assertThat(seen.header("Accept-Language")).isEqualTo("vi");
        // Not who asks but why: the records of reads keep it.
        assertThat(seen.header("Dancu-Purpose")).isEqualTo("registration");
    }

    @Test
    void correlationIdIsKeptIfItIsAUuidAndElseMade() throws Exception {
        String id = UUID.randomUUID().toString();
        var kept = gateway.send(gateway.request(PERSONS, token).header("X-Correlation-Id", id));
        assertThat(kept.headers().allValues("X-Correlation-Id")).containsExactly(id);
        assertThat(part.next().header("X-Correlation-Id")).isEqualTo(id);

        var made =
                gateway.send(
                        gateway.request(PERSONS, token)
                                .header("X-Correlation-Id", "Nguyen Van A; DROP"));
        String fresh = made.headers().firstValue("X-Correlation-Id").orElseThrow();
        assertThat(UUID.fromString(fresh)).hasToString(fresh);
        assertThat(part.next().header("X-Correlation-Id")).isEqualTo(fresh);
    }

    @Test
    void pathWithoutARouteIsNotFound() throws Exception {
        assertProblem(gateway.send(gateway.request("/nothing")), 404, "not_found");
        assertProblem(gateway.send(gateway.request("/nothing", token)), 404, "not_found");
        assertProblem(gateway.send(gateway.request("/actuator/env", token)), 404, "not_found");
        assertProblem(gateway.send(gateway.request("/v3/api-docs/other", token)), 404, "not_found");
        assertThat(part.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/population/v1/persons/%00", "/%00", "/sharing/soap/dancu%00"})
    void aPathThatTheServerItselfRefusesIsAProblemToo(String path) throws Exception {
        var answer = gateway.send(gateway.request(path, token));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"malformed_request\"");
        assertThat(part.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/population/v1/lookups",
                "/internal",
                "/INTERNAL/population/v1/lookups",
                "/population/../internal/population/v1/lookups",
                "/population/%2e%2e/internal/population/v1/lookups",
                "/population/..;/internal/population/v1/lookups",
                "/population%2f..%2finternal/population/v1/lookups",
                "//internal/population/v1/lookups"
            })
    void nothingInternalIsReached(String path) throws Exception {
        assertThat(gateway.send(gateway.request(path, token)).statusCode()).isIn(400, 404);
        assertThat(part.received).isEmpty();
    }

    @Test
    void requestsWithoutAValidTokenEndAtTheGateway() throws Exception {
        assertProblem(gateway.send(gateway.request(PERSONS)), 401, "unauthenticated");
        assertProblem(gateway.send(gateway.request(PERSONS, "nonsense")), 401, "unauthenticated");
        String forAService = issuer.token("moj", Map.of("aud", "population-service"));
        assertProblem(gateway.send(gateway.request(PERSONS, forAService)), 401, "unauthenticated");
        String ofAnother = issuer.token("moj", Map.of("iss", "http://localhost:6666"));
        assertProblem(gateway.send(gateway.request(PERSONS, ofAnother)), 401, "unauthenticated");
        assertThat(part.received).isEmpty();
    }

    @Test
    void tokenRequestsPassWithTheirFormAndCredentials() throws Exception {
        String form = "grant_type=client_credentials&scope=a+b%20c";
        var answer =
                gateway.send(
                        gateway.request("/oauth2/token")
                                .header("Authorization", "Basic bW9qOnNlY3JldA==")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var seen = part.next();
        assertThat(seen.bodyStart()).isEqualTo(form);
        assertThat(seen.header("Authorization")).isEqualTo("Basic bW9qOnNlY3JldA==");
    }

    @Test
    void bodyOverTheLimitIsRefusedWhetherAnnouncedOrNot() throws Exception {
        byte[] large = new byte[65 * 1024];
        assertProblem(
                gateway.send(
                        gateway.request(PERSONS, token).POST(BodyPublishers.ofByteArray(large))),
                413,
                "body_too_large");
        var unannounced =
                BodyPublishers.fromPublisher(
                        BodyPublishers.ofByteArrays(
                                Arrays.asList(
                                        new byte[32 * 1024], new byte[32 * 1024], new byte[1024])));
        assertProblem(
                gateway.send(gateway.request(PERSONS, token).POST(unannounced)),
                413,
                "body_too_large");
    }

    @Test
    void partThatIsNotThereIsUnavailable() throws Exception {
        var answer = gateway.send(gateway.request("/sharing/v1/lookups", token));
        assertProblem(answer, 503, "unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.body()).contains("sharing-service");
    }

    @Test
    void answerOfAPartPassesWhateverItsStatus() throws Exception {
        var answer = gateway.send(gateway.request("/population/v1/busy", token));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(answer.body()).contains("the part");
        assertThat(part.received).hasSize(1);
    }

    @Test
    void readIsRepeatedWhenAConnectionBreaks() throws Exception {
        part.connectionsToCut.set(1);
        var answer = gateway.send(gateway.request("/id-numbers/v1/numbers", token));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(part.received).hasSize(2);
    }

    @Test
    void commandIsNeverRepeated() throws Exception {
        part.connectionsToCut.set(1);
        var answer =
                gateway.send(
                        gateway.request("/cards/v1/applications", token)
                                .POST(BodyPublishers.ofString("{}")));
        assertProblem(answer, 503, "unavailable");
        assertThat(part.received).hasSize(1);
    }

    @Test
    void healthNamesThePartsAndSaysWhichIsMissing() throws Exception {
        var answer = gateway.send(gateway.request("/actuator/health"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("\"population-service\":{\"status\":\"UP\"}")
                .contains("\"config-server\":{\"status\":\"UP\"}")
                .contains("\"sharing-service\":{\"status\":\"DOWN\"}");
        assertThat(gateway.send(gateway.request("/actuator/health/readiness")).statusCode())
                .as("the gateway itself is ready")
                .isEqualTo(200);
    }

    @Test
    void frontPageAndSwaggerAreServedWithAContentPolicy() throws Exception {
        var page = gateway.send(gateway.request("/"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Dân Cư").contains("/swagger-ui/");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy ->
                                assertThat(policy)
                                        .contains("default-src 'none'")
                                        .doesNotContain("unsafe"));
        for (String path :
                new String[] {
                    "/assets/page.js",
                    "/assets/page.css",
                    "/favicon.svg",
                    "/swagger-ui/swagger-ui-bundle.js"
                }) {
            assertThat(gateway.send(gateway.request(path)).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(gateway.send(gateway.request("/swagger-ui/")).body())
                .contains("swagger-initializer.js");
        assertThat(gateway.send(gateway.request("/swagger-ui/swagger-initializer.js")).body())
                .contains("/v3/api-docs/sharing-service");
    }

    @Test
    void descriptionOfAPartComesThroughTheGateway() throws Exception {
        var answer = gateway.send(gateway.request("/v3/api-docs/population-service"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(part.next().uri()).isEqualTo("/v3/api-docs");
    }
}
