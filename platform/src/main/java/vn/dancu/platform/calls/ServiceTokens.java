package vn.dancu.platform.calls;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** This service's own token for each other one: fetched once for all who wait, used until old. */
final class ServiceTokens {
    private final String clientId;
    private final ClientSettings settings;
    private final HttpClient http;
    private final JsonMapper json;
    private final Clock clock;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    ServiceTokens(
            String serviceName,
            ClientSettings settings,
            HttpClient http,
            JsonMapper json,
            Clock clock) {
        this.clientId = settings.id() == null ? serviceName : settings.id();
        this.settings = settings;
        this.http = http;
        this.json = json;
        this.clock = clock;
    }

    /** A token whose audience is the service alone. */
    String of(String service) {
        Slot slot = slots.computeIfAbsent(service, name -> new Slot());
        Token token = slot.token;
        if (token != null && clock.instant().isBefore(token.renewAt())) {
            return token.value();
        }
        slot.lock.lock();
        try {
            Token current = slot.token;
            if (current != null && clock.instant().isBefore(current.renewAt())) {
                return current.value(); // another call fetched it while this one waited
            }
            return renewed(service, slot, current).value();
        } finally {
            slot.lock.unlock();
        }
    }

    /** Forgets a token that the service did not believe, unless it was replaced already. */
    void forget(String service, String refused) {
        Slot slot = slots.get(service);
        if (slot == null) {
            return;
        }
        slot.lock.lock();
        try {
            Token token = slot.token;
            if (token != null && token.value().equals(refused)) {
                slot.token = null;
            }
        } finally {
            slot.lock.unlock();
        }
    }

    private Token renewed(String service, Slot slot, @Nullable Token current) {
        try {
            Token fetched = fetch(service);
            slot.token = fetched;
            return fetched;
        } catch (CallFailedException e) {
            // The issuer may rest for a while: the old token is good until its very end.
            if (current != null && clock.instant().isBefore(current.expiresAt())) {
                return current;
            }
            throw e;
        }
    }

    private Token fetch(String service) {
        Instant asked = clock.instant();
        HttpResponse<byte[]> answer = ask("internal:" + service);
        if (answer.statusCode() != 200) {
            String reason = "no token for " + service + ": " + answer.statusCode();
            throw answer.statusCode() >= 500
                    ? CallFailedException.passing(reason)
                    : CallFailedException.lasting(reason);
        }
        try {
            JsonNode body = json.readTree(answer.body());
            String value = body.path("access_token").asString("");
            long seconds = body.path("expires_in").asLong(0);
            if (value.isEmpty() || seconds <= 0) {
                throw CallFailedException.lasting("the token answer is incomplete");
            }
            Instant end = asked.plusSeconds(seconds);
            Instant renewAt = end.minus(settings.renewBefore());
            return new Token(value, renewAt, end);
        } catch (JacksonException e) {
            throw CallFailedException.lasting("the token answer is not JSON");
        }
    }

    private HttpResponse<byte[]> ask(String scope) {
        String form =
                "grant_type=client_credentials&scope="
                        + URLEncoder.encode(scope, StandardCharsets.UTF_8);
        URI uri = settings.tokenUri();
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(settings.timeout())
                        .header(HttpHeaders.AUTHORIZATION, basic())
                        .header(
                                HttpHeaders.CONTENT_TYPE,
                                MediaType.APPLICATION_FORM_URLENCODED_VALUE)
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw CallFailedException.passing("the issuer does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CallFailedException.passing("interrupted while asking for a token", e);
        }
    }

    private String basic() {
        if (settings.secret() == null) {
            throw new IllegalStateException("dancu.client.secret is not set");
        }
        // RFC 6749 section 2.3.1: both are form-encoded first.
        String pair =
                URLEncoder.encode(clientId, StandardCharsets.UTF_8)
                        + ":"
                        + URLEncoder.encode(settings.secret().strip(), StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Slot {
        final ReentrantLock lock = new ReentrantLock();
        volatile @Nullable Token token;
    }

    private record Token(String value, Instant renewAt, Instant expiresAt) {}
}
