package vn.dancu.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import vn.dancu.platform.tokens.AccessTokens;
import vn.dancu.platform.tokens.TokenSettings;

class SecurityChainTest {
    private static final String THING = "/things/v1/things/1";
    private static final String INSIDE = "/internal/things/v1/things/1";
    private static final Caller OFFICER =
            new Caller(
                    "officer-hanoi",
                    "officer-hanoi",
                    "G01",
                    "officer-hanoi",
                    new Territory("01"),
                    Set.of("card.apply"),
                    "card application");

    @TempDir static Path keys;
    private static TestIssuer issuer;
    private static TestService service;
    private static String askerKey;

    @BeforeAll
    static void start() {
        issuer = new TestIssuer();
        askerKey = TestService.callerKey(keys, "asker");
        service = TestService.start("things", issuer, "--dancu.callers.directory=" + keys);
    }

    @AfterAll
    static void stop() {
        service.close();
        issuer.close();
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    private static String reader(Map<String, Object> more) {
        var claims = new java.util.HashMap<String, Object>(Map.of("scope", "things.read"));
        claims.putAll(more);
        return issuer.token("moj", claims);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("application/problem+json"));
        assertThat(answer.body())
                .contains("\"code\":\"" + code + "\"")
                .contains(answer.headers().firstValue("X-Correlation-Id").orElseThrow());
    }

    @Test
    void holderOfTheScopeIsLetInWithItsClaims() {
        var answer =
                service.get(
                        THING,
                        bearer(
                                reader(
                                        Map.of(
                                                "agency", "G01",
                                                "officer", "an-officer",
                                                "territory", "01"))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"subject\":\"moj\"", "\"agency\":\"G01\"", "\"territory\":\"01\"");
    }

    @Test
    void aParameterThatTheOperationDoesNotDeclareIsRefusedAndNamed() {
        String[] token = bearer(reader(Map.of()));
        assertThat(service.get("/things/v1/kinds?after=x&of=a&", token).statusCode())
                .isEqualTo(200);
        for (String query : List.of("?aftr=x", "?after=x&aftr", "?%61ftr=")) {
            var answer = service.get("/things/v1/kinds" + query, token);
            assertProblem(answer, 400, "unknown_parameter");
            assertThat(answer.body()).contains("\"pointer\":\"?aftr\"");
        }
        assertProblem(service.get(THING + "?x=1", token), 400, "unknown_parameter");
        assertProblem(service.get(THING + "?x=1"), 401, "unauthenticated");
    }

    @Test
    void anOperationWhoseParametersFillAnObjectTakesWhateverComes() {
        String[] token = bearer(reader(Map.of("scope", "things.write")));
        assertThat(service.send("POST", "/things/v1/things?by=x&other=y", token).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTypedParameterThatBreaksItsRuleIsNamedWithTheCodeOfTheRule() {
        var answer = service.get("/things/v1/kinds?of=A1", bearer(reader(Map.of())));
        assertProblem(answer, 422, "invalid_fields");
        assertThat(answer.body()).contains("\"code\":\"kind_malformed\",\"pointer\":\"?of\"");
    }

    @Test
    void aJsonBodyInAnEncodingIsRefusedSinceNobodyUndoesIt() {
        String[] caller = {
            "Authorization",
            "Bearer " + serviceToken(),
            CallerSigner.HEADER,
            proof(Clock.systemUTC()),
            "Content-Type",
            "application/json",
            "Content-Encoding",
            "gzip"
        };
        assertProblem(
                service.send("POST", "/internal/things/v1/things", caller),
                415,
                "unsupported_content_encoding");
        caller[7] = "identity";
        assertProblem(
                service.send("POST", "/internal/things/v1/things", caller), 400, "body_missing");
        caller[7] = "gzip";
        caller[1] = "Bearer " + reader(Map.of());
        assertThat(service.get(THING, caller).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/things/v1/things/%00", "/%00", "/things%5C..", "/a/%2e%2e/%00?x"})
    void aPathThatTheServerItselfRefusesIsAProblemToo(String path) {
        var answer = service.get(path, bearer(reader(Map.of())));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("application/problem+json"));
        assertThat(answer.body()).contains("\"code\":\"malformed_request\"");
    }

    private static HttpResponse<String> readPersonal(Map<String, Object> claims, String... more) {
        String[] headers = bearer(reader(claims));
        String[] all = java.util.Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return service.get("/things/v1/personal/1", all);
    }

    @Test
    void readOfPersonalDataNeedsAPurpose() {
        assertProblem(readPersonal(Map.of()), 400, "purpose_missing");
        assertThat(readPersonal(Map.of(), "Dancu-Purpose", "card-application").body())
                .contains("\"purpose\":\"card-application\"");
        assertProblem(
                readPersonal(Map.of("scope", "other"), "Dancu-Purpose", "card-application"),
                403,
                "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Card", "because I want", "-", "a--b", "1a", "a/b"})
    void purposeIsACode(String purpose) {
        assertProblem(readPersonal(Map.of(), "Dancu-Purpose", purpose), 400, "purpose_malformed");
    }

    @Test
    void purposeOfTheServicesThemselvesIsReserved() {
        assertProblem(readPersonal(Map.of(), "Dancu-Purpose", "event"), 400, "purpose_reserved");
        assertThat(readPersonal(Map.of(), "Dancu-Purpose", "event-hall").statusCode())
                .isEqualTo(200);
    }

    @Test
    void purposeIsAtMost40CharactersLong() {
        assertThat(readPersonal(Map.of(), "Dancu-Purpose", "a".repeat(40)).statusCode())
                .isEqualTo(200);
        assertProblem(
                readPersonal(Map.of(), "Dancu-Purpose", "a".repeat(41)), 400, "purpose_malformed");
    }

    @Test
    void tokenForOnePurposeServesNoOther() {
        assertThat(readPersonal(Map.of("purpose", "pension"), "Dancu-Purpose", "tax").body())
                .contains("\"purpose\":\"pension\"");
    }

    @Test
    void scopesMayComeAsAList() {
        var token = issuer.token("moj", Map.of("scope", List.of("other", "things.read")));
        assertThat(service.get(THING, bearer(token)).statusCode()).isEqualTo(200);
    }

    @Test
    void requestWithoutTokenIsUnauthenticated() {
        assertProblem(service.get(THING), 401, "unauthenticated");
        assertProblem(service.get(THING, "Authorization", "Bearer "), 401, "unauthenticated");
        assertProblem(service.get(THING, "Authorization", "Basic YTpi"), 401, "unauthenticated");
        assertProblem(service.get(THING, bearer("nonsense")), 401, "unauthenticated");
    }

    @Test
    void tokenInTheUrlIsNotLookedAt() {
        assertProblem(
                service.get(THING + "?access_token=" + reader(Map.of())), 401, "unauthenticated");
    }

    @Test
    void tokenForAnotherAudienceIsRefused() {
        assertProblem(
                service.get(THING, bearer(reader(Map.of("aud", "elsewhere")))),
                401,
                "unauthenticated");
        assertProblem(
                service.get(THING, bearer(reader(Map.of("aud", "things")))),
                401,
                "unauthenticated");
    }

    @Test
    void tokenOfAnotherIssuerIsRefused() {
        assertProblem(
                service.get(THING, bearer(reader(Map.of("iss", "http://localhost:6666")))),
                401,
                "unauthenticated");
    }

    @Test
    void expiredTokenIsRefused() {
        var anHourAgo = Date.from(Instant.now().minusSeconds(3600));
        assertProblem(
                service.get(THING, bearer(reader(Map.of("exp", anHourAgo)))),
                401,
                "unauthenticated");
    }

    @Test
    void tokenSignedByAStrangerUnderAKnownKeyIdIsRefused() throws Exception {
        RSAKey stranger = new RSAKeyGenerator(2048).keyID("demo-1").generate();
        var token = TestIssuer.token(stranger, "moj", Map.of("scope", "things.read"));
        assertProblem(service.get(THING, bearer(token)), 401, "unauthenticated");
    }

    @Test
    void inventedKeyIdsAreRefusedHoweverManyCome() throws Exception {
        for (int i = 0; i < 5; i++) {
            RSAKey stranger = new RSAKeyGenerator(2048).keyID("invented-" + i).generate();
            var token = TestIssuer.token(stranger, "moj", Map.of("scope", "things.read"));
            assertProblem(service.get(THING, bearer(token)), 401, "unauthenticated");
        }
        assertThat(service.get(THING, bearer(reader(Map.of()))).statusCode()).isEqualTo(200);
    }

    @Test
    void tokenWithAMalformedTerritoryIsRefused() {
        assertProblem(
                service.get(THING, bearer(reader(Map.of("territory", "all of it")))),
                401,
                "unauthenticated");
    }

    @Test
    void missingScopeIsNamed() {
        var answer = service.get(THING, bearer(issuer.token("moj", Map.of("scope", "other"))));
        assertProblem(answer, 403, "forbidden");
        assertThat(answer.body()).contains("things.read");
    }

    @Test
    void anyScopeOfARuleIsEnough() {
        var token = issuer.token("ops", Map.of("scope", "ops"));
        assertThat(service.send("POST", "/things/v1/things", bearer(token)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsForAnyCallerStillNeedsAValidToken() {
        String path = "/things/v1/kinds";
        assertThat(service.get(path, bearer(issuer.token("vss", Map.of()))).statusCode())
                .isEqualTo(200);
        assertProblem(service.get(path), 401, "unauthenticated");
        assertProblem(service.get(THING, bearer(issuer.token("vss", Map.of()))), 403, "forbidden");
    }

    @Test
    void endpointThatNoRuleNamesIsDenied() {
        assertProblem(
                service.get("/things/v1/forgotten", bearer(reader(Map.of()))), 404, "not_found");
    }

    @Test
    void methodThatNoRuleNamesIsDenied() {
        var answer = service.send("DELETE", THING, bearer(reader(Map.of())));
        assertProblem(answer, 405, "method_not_allowed");
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/things/v1/things;x/1", "/things//v1/things/1", "/things/%2e%2e/x"})
    void disguisedPathsAreRefused(String path) {
        assertProblem(service.get(path, bearer(reader(Map.of()))), 400, "malformed_request");
    }

    @Test
    void demonstrationKeysAreRefusedInProduction() {
        String issuerName = "https://id.example.vn";
        var settings =
                new TokenSettings(
                        issuerName,
                        java.net.URI.create(issuer.uri() + "/oauth2/jwks"),
                        "dancu",
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5),
                        Duration.ofHours(4),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        10,
                        Duration.ofMinutes(1));
        var production = new AccessTokens(settings, false).forOutsiders();
        Map<String, Object> claims = Map.of("iss", issuerName);
        assertThat(production.decode(issuer.token("real-1", "moj", claims)).getSubject())
                .isEqualTo("moj");
        assertThatThrownBy(() -> production.decode(issuer.token("demo-1", "moj", claims)))
                .hasMessageContaining("kid");
        assertThat(
                        new AccessTokens(settings, true)
                                .forOutsiders()
                                .decode(issuer.token("demo-1", "moj", claims))
                                .getSubject())
                .isEqualTo("moj");
    }

    // Internal calls.

    private static String serviceToken() {
        return issuer.token("asker", Map.of("aud", List.of("things"), "scope", "internal:things"));
    }

    private static String proof(Clock clock) {
        return CallerSigner.of("asker", askerKey, clock).sign(OFFICER, "things");
    }

    private static HttpResponse<String> inside(String token, String proof) {
        return service.get(
                INSIDE,
                "Authorization",
                "Bearer " + token,
                "X-Correlation-Id",
                "0b6e7a52-6a2c-4b43-9d9e-7d7a6f0c6a11",
                CallerSigner.HEADER,
                proof);
    }

    @Test
    void internalCallSeesOnWhoseBehalfItComes() {
        var answer = inside(serviceToken(), proof(Clock.systemUTC()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"subject\":\"officer-hanoi\"")
                .contains("\"territory\":\"01\"")
                .contains("\"purpose\":\"card application\"");
    }

    @Test
    void internalEndpointIsClosedToServicesThatItIsNotThereFor() {
        String key = TestService.callerKey(keys, "stranger");
        String token =
                issuer.token(
                        "stranger", Map.of("aud", List.of("things"), "scope", "internal:things"));
        String proof = CallerSigner.of("stranger", key, Clock.systemUTC()).sign(OFFICER, "things");
        assertProblem(inside(token, proof), 403, "service_not_agreed");
    }

    @Test
    void internalPathThatNoRuleNamesDoesNotExist() {
        String[] proven = {
            "Authorization",
            "Bearer " + serviceToken(),
            CallerSigner.HEADER,
            proof(Clock.systemUTC())
        };
        assertProblem(service.get("/internal/things/v1/others", proven), 404, "not_found");
        assertProblem(service.send("POST", INSIDE, proven), 405, "method_not_allowed");
    }

    @Test
    void serviceWithAnInternalEndpointThatNoRuleNamesDoesNotStart() throws Exception {
        var mapping = new RequestMappingHandlerMapping();
        mapping.registerMapping(
                RequestMappingInfo.paths("/internal/things/v1/forgotten").build(),
                this,
                SecurityChainTest.class.getDeclaredMethod("start"));
        var check = new InternalRulesCheck(List.of(mapping), List.of());
        assertThatThrownBy(check::afterSingletonsInstantiated)
                .hasMessageContaining("/internal/things/v1/forgotten");
    }

    @Test
    void internalCallWithoutCallerIsRefused() {
        assertProblem(service.get(INSIDE, bearer(serviceToken())), 401, "unauthenticated");
        assertProblem(service.get(INSIDE), 401, "unauthenticated");
        assertProblem(
                service.get(INSIDE, CallerSigner.HEADER, proof(Clock.systemUTC())),
                401,
                "unauthenticated");
    }

    @Test
    void tokenOfAnOutsiderOpensNothingInternal() {
        assertProblem(
                inside(reader(Map.of("scope", "internal:things")), proof(Clock.systemUTC())),
                401,
                "unauthenticated");
    }

    @Test
    void tokenThatIsAlsoForOthersOpensNothingInternal() {
        var token =
                issuer.token(
                        "asker",
                        Map.of("aud", List.of("things", "dancu"), "scope", "internal:things"));
        assertProblem(inside(token, proof(Clock.systemUTC())), 401, "unauthenticated");
    }

    @Test
    void serviceWithoutTheScopeIsForbidden() {
        var token = issuer.token("asker", Map.of("aud", List.of("things"), "scope", "other"));
        var answer = inside(token, proof(Clock.systemUTC()));
        assertProblem(answer, 403, "forbidden");
        assertThat(answer.body()).contains("internal:things");
    }

    @Test
    void callerSignedWithAnotherKeyIsRefused(@TempDir Path elsewhere) {
        String forger = TestService.callerKey(elsewhere, "asker");
        assertProblem(
                inside(
                        serviceToken(),
                        CallerSigner.of("asker", forger, Clock.systemUTC())
                                .sign(OFFICER, "things")),
                401,
                "unauthenticated");
    }

    @Test
    void callerSignedByAServiceThatDoesNotHoldTheTokenIsRefused() {
        String other = TestService.callerKey(keys, "other");
        assertProblem(
                inside(
                        serviceToken(),
                        CallerSigner.of("other", other, Clock.systemUTC()).sign(OFFICER, "things")),
                401,
                "unauthenticated");
    }

    @Test
    void whileAServiceIsGivenAnotherKeyBothAreBelievedAndAThirdIsNot(@TempDir Path elsewhere)
            throws Exception {
        var settings =
                new CallersSettings(
                        elsewhere,
                        Duration.ofMinutes(1),
                        Duration.ZERO,
                        org.springframework.util.unit.DataSize.ofKilobytes(8),
                        Duration.ofMinutes(1));
        Path file = elsewhere.resolve("asker.pem");
        String before = TestService.callerKey(elsewhere, "asker");
        String old = java.nio.file.Files.readString(file);
        String after = TestService.callerKey(elsewhere, "asker");
        String both = java.nio.file.Files.readString(file) + old;
        String forged = TestService.callerKey(elsewhere, "asker");

        java.nio.file.Files.writeString(file, both);
        var keys = new CallerKeys(settings, Clock.systemUTC());
        var verifier = new CallerVerifier("things", settings, keys, Clock.systemUTC());
        for (String key : List.of(before, after)) {
            String proof = CallerSigner.of("asker", key, Clock.systemUTC()).sign(OFFICER, "things");
            assertThat(verifier.verify(proof, "asker")).isPresent();
        }
        String proof = CallerSigner.of("asker", forged, Clock.systemUTC()).sign(OFFICER, "things");
        assertThat(verifier.verify(proof, "asker")).isEmpty();
    }

    @Test
    void callerSignedForAnotherServiceIsRefused() {
        assertProblem(
                inside(
                        serviceToken(),
                        CallerSigner.of("asker", askerKey, Clock.systemUTC())
                                .sign(OFFICER, "another")),
                401,
                "unauthenticated");
    }

    @Test
    void expiredOrFutureCallerIsRefused() {
        Instant now = Instant.now();
        for (Duration shift : List.of(Duration.ofMinutes(-2), Duration.ofMinutes(2))) {
            var clock = Clock.fixed(now.plus(shift), ZoneOffset.UTC);
            assertProblem(inside(serviceToken(), proof(clock)), 401, "unauthenticated");
        }
    }

    @Test
    void alteredCallerIsRefused() {
        String[] parts = proof(Clock.systemUTC()).split("\\.", -1);
        String claims =
                new String(
                                java.util.Base64.getUrlDecoder().decode(parts[1]),
                                java.nio.charset.StandardCharsets.UTF_8)
                        .replace("\"territory\":\"01\"", "\"territory\":\"VN\"");
        assertThat(claims).contains("VN");
        String altered =
                parts[0]
                        + "."
                        + java.util.Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(
                                        claims.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        + "."
                        + parts[2];
        assertProblem(inside(serviceToken(), altered), 401, "unauthenticated");
    }

    @Test
    void longLivedCallerIsRefused() throws Exception {
        var settings =
                new CallersSettings(
                        keys,
                        Duration.ofSeconds(20),
                        Duration.ZERO,
                        org.springframework.util.unit.DataSize.ofKilobytes(8),
                        Duration.ofMinutes(1));
        var verifier =
                new CallerVerifier(
                        "things",
                        settings,
                        new CallerKeys(settings, Clock.systemUTC()),
                        Clock.systemUTC());
        assertThat(verifier.verify(proof(Clock.systemUTC()), "asker")).isEmpty();
    }
}
