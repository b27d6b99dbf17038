package vn.dancu.acceptance.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Access tokens of the demonstration clients, fetched when needed and kept while they last. */
final class Tokens {
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(3);
    private static final Duration MARGIN = Duration.ofSeconds(60);

    private final URI gateway;
    private final Credentials credentials;
    private final HttpClient http;
    private final JsonMapper json;
    private final Map<String, Token> kept = new HashMap<>();

    private record Token(String value, Instant goodUntil) {}

    Tokens(URI gateway, Credentials credentials, HttpClient http, JsonMapper json) {
        this.gateway = gateway;
        this.credentials = credentials;
        this.http = http;
        this.json = json;
    }

    /** As the portal for a citizen who has logged in there. */
    static String citizen(UUID personId) {
        return "portal/" + personId;
    }

    String of(String client) {
        Token token = kept.get(client);
        if (token == null || Instant.now().isAfter(token.goodUntil())) {
            token = fetch(client);
            kept.put(client, token);
        }
        return token.value();
    }

    void forget(String client) {
        kept.remove(client);
    }

    /** A client's own token; of a client for a citizen, the one it gets in exchange (RFC 8693). */
    private Token fetch(String who) {
        int slash = who.indexOf('/');
        if (slash < 0) {
            return fetch(who, "grant_type=client_credentials");
        }
        String client = who.substring(0, slash);
        return fetch(
                client,
                "grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
                        + "&subject_token_type=urn:ietf:params:oauth:token-type:access_token"
                        + "&subject_token="
                        + of(client)
                        + "&resource=urn:dancu:person:"
                        + who.substring(slash + 1));
    }

    private Token fetch(String client, String form) {
        String basic = client + ":" + credentials.secretOf(client);
        HttpRequest request =
                HttpRequest.newBuilder(gateway.resolve("/oauth2/token"))
                        .timeout(Duration.ofSeconds(15))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Authorization", "Basic " + base64(basic))
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build();
        Patience patience = new Patience(GIVE_UP_AFTER);
        String reason;
        do {
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return read(response.body());
                }
                reason = "status " + response.statusCode();
                if (response.statusCode() < 500 && response.statusCode() != 429) {
                    throw new DemoFailure("no token for " + client + ": " + reason);
                }
            } catch (IOException e) {
                reason = e.getClass().getSimpleName();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DemoFailure("interrupted");
            }
        } while (patience.pause(Duration.ZERO));
        throw new DemoFailure("no token from " + gateway + ": " + reason);
    }

    private Token read(String body) {
        JsonNode answer = json.readTree(body);
        Duration lasts = Duration.ofSeconds(answer.path("expires_in").asLong(0)).minus(MARGIN);
        return new Token(answer.path("access_token").asString(), Instant.now().plus(lasts));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
