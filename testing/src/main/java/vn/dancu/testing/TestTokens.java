package vn.dancu.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.SpringApplication;
import org.springframework.http.HttpHeaders;
import vn.dancu.sandbox.infrastructure.Folders;

/**
 * An issuer of really signed tokens whose keys the service under test fetches over HTTP, and the
 * keys with which services prove on whose behalf they call. Injectable beside {@link
 * RealInfrastructure}.
 *
 * <p>Claims given by a test replace those that are filled in, so that wrong ones can be made:
 * {@code Map.of("aud", "somebody-else")}.
 */
public final class TestTokens {

    private static final String CALLER_HEADER = "Dancu-Caller";
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);
    private static final Duration CALLER_LIFETIME = Duration.ofSeconds(30);
    private static final int RSA_BITS = 2048;

    private final RSAKey key;
    private final IssuerServer server;
    private final Path callers;
    private final Map<String, ECKey> callerKeys = new ConcurrentHashMap<>();

    private TestTokens() throws JOSEException, IOException {
        key = new RSAKeyGenerator(RSA_BITS).keyID("test-" + UUID.randomUUID()).generate();
        callers = Files.createTempDirectory("dancu-test-callers-");
        server = IssuerServer.start(key.toPublicJWK(), this::serviceToken);
    }

    static TestTokens ofThisProcess() {
        return Started.INSTANCE;
    }

    /** The {@code iss} of all tokens. */
    public String issuer() {
        return server.address();
    }

    /**
     * The header of a request of an outsider: {@code aud} is {@code dancu} unless claims differ.
     */
    public HttpHeaders bearer(String clientId, Map<String, ?> claims) {
        HttpHeaders headers = new HttpHeaders();
        headers.setBearerAuth(token(clientId, claims));
        return headers;
    }

    /** The access token alone. */
    public String token(String clientId, Map<String, ?> claims) {
        Map<String, Object> all = claims(issuer(), clientId, "dancu", TOKEN_LIFETIME);
        all.put("client_id", clientId);
        all.putAll(claims);
        var header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build();
        return signed(header, all, () -> new RSASSASigner(key));
    }

    /**
     * The headers of a call from one service to another: the calling service's own token, and on
     * whose behalf it calls.
     *
     * @param callerClaims {@code client_id}, {@code agency}, {@code officer}, {@code territory},
     *     {@code scope}, {@code purpose} of the caller; without a {@code sub} it is the client id,
     *     without that the calling service itself
     */
    public HttpHeaders internal(String from, String to, Map<String, ?> callerClaims) {
        HttpHeaders headers = new HttpHeaders();
        headers.setBearerAuth(serviceToken(from, to));
        headers.set(CALLER_HEADER, caller(from, to, callerClaims));
        return headers;
    }

    /** The signed caller alone: the value of {@code Dancu-Caller}. */
    public String caller(String from, String to, Map<String, ?> callerClaims) {
        Object client = callerClaims.get("client_id");
        String subject = client == null ? from : client.toString();
        Map<String, Object> all = claims(from, subject, to, CALLER_LIFETIME);
        all.put("client_id", subject);
        all.putAll(callerClaims);
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(from).build();
        return signed(header, all, () -> new ECDSASigner(callerKey(from)));
    }

    /** What the service under test is told: whom to believe, and its own proofs. */
    Map<String, Object> properties(String service) {
        return Map.of(
                "dancu.security.issuer",
                issuer(),
                "dancu.security.jwk-set-uri",
                server.address() + IssuerServer.KEYS,
                "dancu.callers.directory",
                callers.toString(),
                "dancu.client.token-uri",
                server.address() + IssuerServer.TOKENS,
                "dancu.client.secret",
                "secret-of-" + service,
                "dancu.caller.private-key",
                privateKey(service));
    }

    private String serviceToken(String from, String to) {
        return token(from, Map.of("aud", to, "scope", "internal:" + to));
    }

    private String privateKey(String service) {
        try {
            return pem("PRIVATE KEY", callerKey(service).toECPrivateKey());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private ECKey callerKey(String service) {
        return callerKeys.computeIfAbsent(service, this::publishedKey);
    }

    /** Makes a service's key and publishes its public half, whole or not at all. */
    private ECKey publishedKey(String service) {
        try {
            ECKey made = new ECKeyGenerator(Curve.P_256).keyID(service).generate();
            Path draft = Files.createTempFile(callers, service, ".draft");
            Files.writeString(draft, pem("PUBLIC KEY", made.toECPublicKey()));
            Files.move(
                    draft,
                    callers.resolve(service + ".pem"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return made;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> claims(
            String issuer, String subject, String audience, Duration lifetime) {
        Instant now = Instant.now();
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", subject);
        claims.put("aud", audience);
        claims.put("iat", Date.from(now));
        claims.put("exp", Date.from(now.plus(lifetime)));
        claims.put("jti", UUID.randomUUID().toString());
        return claims;
    }

    private static String signed(JWSHeader header, Map<String, Object> claims, Signing signing) {
        var set = new JWTClaimsSet.Builder();
        claims.forEach((name, value) -> set.claim(name, dated(value)));
        var token = new SignedJWT(header, set.build());
        try {
            token.sign(signing.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static Object dated(Object value) {
        return value instanceof Instant instant ? Date.from(instant) : value;
    }

    private static String pem(String type, Key key) {
        String body =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(key.getEncoded());
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type);
    }

    private void close() {
        server.close();
        Folders.delete(callers);
    }

    private interface Signing {
        JWSSigner signer() throws JOSEException;
    }

    /** Starts once, whichever test comes first, and ends with the process. */
    private static final class Started {

        private static final TestTokens INSTANCE = start();

        private static TestTokens start() {
            try {
                TestTokens tokens = new TestTokens();
                SpringApplication.getShutdownHandlers().add(tokens::close);
                return tokens;
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
