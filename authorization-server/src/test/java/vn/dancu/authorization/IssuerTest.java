package vn.dancu.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The issuer on a real web server, with secrets from a real folder. */
class IssuerTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    @TempDir static Path secrets;
    private static ConfigurableApplicationContext context;
    private static String uri;

    @BeforeAll
    static void start() throws Exception {
        var pair = KeyPairGenerator.getInstance("RSA");
        pair.initialize(2048);
        Files.writeString(
                secrets.resolve("dancu.signing-key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(pair.generateKeyPair().getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        for (String client :
                List.of(
                        "moj",
                        "portal",
                        "officer-hanoi",
                        "population-service",
                        "card-issuance-service")) {
            Files.writeString(
                    secrets.resolve("dancu.clients." + client + ".secret"),
                    "secret-of-" + client + "\n");
        }
        context = run("demonstration");
        uri = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
    }

    private static ConfigurableApplicationContext run(String profiles) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--dancu.clients.officer-hanoi.person="
                                        + "3f1c9a52-0000-4000-8000-000000000001",
                                "--server.port=0",
                                "--spring.cloud.config.enabled=false",
                                "--dancu.config.import=",
                                "--eureka.client.enabled=false",
                                "--dancu.issuer=http://localhost:8080",
                                "--DANCU_SECRETS=" + secrets));
        if (!profiles.isEmpty()) {
            arguments.add("--spring.profiles.active=" + profiles);
        }
        return SpringApplication.run(
                AuthorizationServerApplication.class, arguments.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static HttpResponse<String> ask(String client, String secret, String form)
            throws Exception {
        String basic =
                Base64.getEncoder()
                        .encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(uri + "/oauth2/token"))
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(uri + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static SignedJWT token(String client, String scope) throws Exception {
        String form = "grant_type=client_credentials" + scope;
        var answer = ask(client, "secret-of-" + client, form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, Object> body = JSONObjectUtils.parse(answer.body());
        return SignedJWT.parse((String) body.get("access_token"));
    }

    @Test
    void tokenOfAnOfficerCarriesAgencyOfficerAndTerritory() throws Exception {
        var claims = token("officer-hanoi", "&scope=card.apply").getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("http://localhost:8080");
        assertThat(claims.getSubject()).isEqualTo("officer-hanoi");
        assertThat(claims.getAudience()).containsExactly("dancu");
        assertThat(claims.getClaims())
                .containsEntry("client_id", "officer-hanoi")
                .containsEntry("agency", "G01")
                .containsEntry("officer", "officer-hanoi")
                .containsEntry("territory", "01")
                .containsEntry("person", "3f1c9a52-0000-4000-8000-000000000001")
                .containsEntry("scope", "card.apply");
        assertThat(
                        Duration.between(
                                claims.getIssueTime().toInstant(),
                                claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void requestWithoutScopeGetsTheUsualOnes() throws Exception {
        assertThat(token("moj", "").getJWTClaimsSet().getStringClaim("scope"))
                .isEqualTo("population.birth population.civil-status population.death");
    }

    @Test
    void tokenForAServiceIsForThatServiceAlone() throws Exception {
        var claims =
                token("population-service", "&scope=internal:id-number-service").getJWTClaimsSet();
        assertThat(claims.getAudience()).containsExactly("id-number-service");
        assertThat(claims.getStringClaim("client_id")).isEqualTo("population-service");
    }

    @Test
    void serviceGetsNoTokenForAServiceThatItDoesNotCall() throws Exception {
        var answer =
                ask(
                        "card-issuance-service",
                        "secret-of-card-issuance-service",
                        "grant_type=client_credentials&scope=internal:sharing-service");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_scope");
    }

    @Test
    void scopeOfAnotherClientIsRefused() throws Exception {
        var answer =
                ask("moj", "secret-of-moj", "grant_type=client_credentials&scope=card.approve");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_scope");
    }

    @Test
    void wrongSecretAndClientsWithoutOneAreRefused() throws Exception {
        String form = "grant_type=client_credentials";
        assertThat(ask("moj", "wrong", form).statusCode()).isEqualTo(401);
        assertThat(ask("vss", "secret-of-vss", form).statusCode()).isEqualTo(401);
        assertThat(ask("nobody", "secret-of-moj", form).statusCode()).isEqualTo(401);
    }

    private static final String CITIZEN = "3f1c9a52-0000-4000-8000-000000000009";

    private static String exchange(String subjectToken, String resource) {
        return "grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
                + "&subject_token_type=urn:ietf:params:oauth:token-type:access_token"
                + "&subject_token="
                + subjectToken
                + "&resource="
                + resource;
    }

    @Test
    void thePortalExchangesItsTokenForOneThatIsBoundToACitizen() throws Exception {
        String own = token("portal", "").serialize();
        var answer =
                ask("portal", "secret-of-portal", exchange(own, "urn:dancu:person:" + CITIZEN));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var body = JSONObjectUtils.parse(answer.body());
        assertThat(body.get("issued_token_type"))
                .isEqualTo("urn:ietf:params:oauth:token-type:access_token");
        SignedJWT token = SignedJWT.parse((String) body.get("access_token"));
        var key = JWKSet.parse(get("/oauth2/jwks").body()).getKeys().getFirst();
        assertThat(token.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getClaims())
                .containsEntry("sub", CITIZEN)
                .containsEntry("person", CITIZEN)
                .containsEntry("client_id", "portal")
                .containsEntry("scope", "card.me sharing.me")
                .containsEntry("act", Map.of("sub", "portal"));
        assertThat(claims.getAudience()).containsExactly("dancu");
        assertThat(
                        Duration.between(
                                claims.getIssueTime().toInstant(),
                                claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(5));
        // A token for a citizen is no token to get another citizen's with.
        var again =
                ask(
                        "portal",
                        "secret-of-portal",
                        exchange(token.serialize(), "urn:dancu:person:" + CITIZEN));
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("invalid_grant");
    }

    @Test
    void nobodyElseExchangesTokensAndNotForAnything() throws Exception {
        String own = token("portal", "").serialize();
        String moj = token("moj", "").serialize();
        String person = "urn:dancu:person:" + CITIZEN;
        assertThat(ask("moj", "secret-of-moj", exchange(moj, person)).body())
                .contains("unauthorized_client");
        assertThat(ask("portal", "secret-of-portal", exchange(moj, person)).body())
                .contains("invalid_grant");
        assertThat(ask("portal", "secret-of-portal", exchange("no.token", person)).body())
                .contains("invalid_grant");
        assertThat(ask("portal", "secret-of-portal", exchange(own, "urn:dancu:all")).body())
                .contains("invalid_target");
        assertThat(
                        ask(
                                        "portal",
                                        "secret-of-portal",
                                        exchange(own, person) + "&scope=sharing.admin")
                                .body())
                .contains("invalid_scope");
        assertThat(
                        ask(
                                        "portal",
                                        "secret-of-portal",
                                        "grant_type=client_credentials&scope=sharing.me")
                                .body())
                .contains("invalid_scope");
    }

    @Test
    void otherGrantsAreRefused() throws Exception {
        assertThat(ask("moj", "secret-of-moj", "grant_type=password&username=a&password=b"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400));
    }

    @Test
    void publishedKeyVerifiesTokensAndIsMarkedAsADemonstration() throws Exception {
        JWKSet published = JWKSet.parse(get("/oauth2/jwks").body());
        var key = published.getKeys().getFirst();
        assertThat(key.getKeyID()).startsWith("demo-");
        assertThat(key.isPrivate()).isFalse();
        SignedJWT token = token("moj", "");
        assertThat(token.getHeader().getKeyID()).isEqualTo(key.getKeyID());
        assertThat(token.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
    }

    @Test
    void metadataNamesTheIssuer() throws Exception {
        assertThat(get("/.well-known/oauth-authorization-server").body())
                .contains("\"issuer\":\"http://localhost:8080\"")
                .contains("http://localhost:8080/oauth2/token");
    }

    @Test
    void everythingElseIsDenied() throws Exception {
        assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/env").statusCode()).isIn(401, 403);
        assertThat(get("/anything").statusCode()).isIn(401, 403);
    }

    @Test
    void itStartsForADemonstrationOnly() {
        for (String profiles : List.of("", "production", "demonstration,production")) {
            assertThatThrownBy(() -> run(profiles))
                    .hasStackTraceContaining("this issuer is for evaluation");
        }
    }
}
