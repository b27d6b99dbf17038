package vn.dancu.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer over HTTP with a real key: publishes it, and gives tokens to services that ask. */
public final class TestIssuer implements AutoCloseable {
    public static final String ISSUER = "http://localhost:8080";

    private final HttpServer server;
    private final List<RSAKey> keys = new ArrayList<>();
    private final AtomicInteger tokensGiven = new AtomicInteger();
    private volatile boolean down;

    public TestIssuer() {
        try {
            keys.add(new RSAKeyGenerator(2048).keyID("demo-1").generate());
            keys.add(new RSAKeyGenerator(2048).keyID("real-1").generate());
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/oauth2/jwks",
                exchange -> answer(exchange, new JWKSet(List.copyOf(keys)).toString()));
        server.createContext("/oauth2/token", this::giveToken);
        server.start();
    }

    public String uri() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    public int tokensGiven() {
        return tokensGiven.get();
    }

    public void setDown(boolean isDown) {
        down = isDown;
    }

    /** A token of an outsider, as the authorization server would make it. */
    public String token(String clientId, Map<String, Object> claims) {
        return token("demo-1", clientId, claims);
    }

    public String token(String keyId, String clientId, Map<String, Object> claims) {
        RSAKey key =
                keys.stream().filter(k -> k.getKeyID().equals(keyId)).findFirst().orElseThrow();
        return token(key, clientId, claims);
    }

    static String token(RSAKey key, String clientId, Map<String, Object> claims) {
        Instant now = Instant.now();
        var set =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject(clientId)
                        .audience("dancu")
                        .claim("client_id", clientId)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(600)));
        claims.forEach(set::claim);
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
        var jwt = new SignedJWT(header, set.build());
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    private void giveToken(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String scope = form.substring(form.indexOf("scope=") + 6).replace("%3A", ":");
        String basic = exchange.getRequestHeaders().getFirst("Authorization").substring(6);
        String client =
                new String(java.util.Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
        tokensGiven.incrementAndGet();
        String token =
                token(
                        client.substring(0, client.indexOf(':')),
                        Map.of(
                                "aud",
                                List.of(scope.substring("internal:".length())),
                                "scope",
                                List.of(scope)));
        answer(exchange, "{\"access_token\":\"" + token + "\",\"expires_in\":600}");
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(down ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
