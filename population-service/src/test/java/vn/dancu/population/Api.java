package vn.dancu.population;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.testing.TestTokens;

/** Talks to the service under test as its clients do. */
public final class Api {
    private static final JsonMapper JSON = new JsonMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestTokens tokens;
    private final int port;

    public Api(TestTokens tokens, int port) {
        this.tokens = tokens;
        this.port = port;
    }

    /** An answer: its status, its JSON (missing if there is none) and its headers. */
    public record Answer(int status, JsonNode body, java.net.http.HttpHeaders headers) {
        public String code() {
            return body.path("code").asString("");
        }
    }

    public HttpHeaders as(String client, String scope) {
        HttpHeaders headers = withoutPurpose(client, scope);
        headers.set("Dancu-Purpose", "test");
        return headers;
    }

    public HttpHeaders withoutPurpose(String client, String scope) {
        return tokens.bearer(client, Map.of("scope", scope, "agency", "G15"));
    }

    /** An officer with a territory. */
    public HttpHeaders officer(String officer, String territory, String scope) {
        return purposeful(
                tokens.bearer(
                        officer,
                        Map.of(
                                "scope", scope,
                                "agency", "G01",
                                "officer", officer,
                                "territory", territory)));
    }

    /** An officer who is on record. */
    public HttpHeaders officer(String officer, String territory, String scope, UUID person) {
        return purposeful(
                tokens.bearer(
                        officer,
                        Map.of(
                                "scope", scope,
                                "agency", "G01",
                                "officer", officer,
                                "territory", territory,
                                "person", person.toString())));
    }

    private static HttpHeaders purposeful(HttpHeaders headers) {
        headers.set("Dancu-Purpose", "test");
        return headers;
    }

    public HttpHeaders internal(String from) {
        return tokens.internal(
                from,
                "population-service",
                Map.of("client_id", "vss", "agency", "G34", "purpose", "test"));
    }

    public Answer post(String path, HttpHeaders headers, String body) {
        return send(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public Answer patch(String path, HttpHeaders headers, String body) {
        return withBody("PATCH", path, headers, body);
    }

    public Answer put(String path, HttpHeaders headers, String body) {
        return withBody("PUT", path, headers, body);
    }

    public Answer delete(String path, HttpHeaders headers) {
        return send(request(path, headers).DELETE());
    }

    private Answer withBody(String method, String path, HttpHeaders headers, String body) {
        return send(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    public Answer get(String path, HttpHeaders headers) {
        return send(request(path, headers).GET());
    }

    private HttpRequest.Builder request(String path, HttpHeaders headers) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode body =
                    response.body().isEmpty() ? JSON.missingNode() : JSON.readTree(response.body());
            return new Answer(response.statusCode(), body, response.headers());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
