package vn.dancu.idnumber;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.testing.TestTokens;

/** Calls the service over HTTP as clients do, with the bytes that a test says. */
public class Api {
    private static final JsonMapper JSON = new JsonMapper();

    private final RestClient http = RestClient.create();

    private final Environment environment;
    private final TestTokens tokens;

    Api(Environment environment, TestTokens tokens) {
        this.environment = environment;
        this.tokens = tokens;
    }

    public Client anonymous() {
        return new Client(new HttpHeaders());
    }

    public Client as(String scope) {
        return new Client(tokens.bearer("ops", Map.of("scope", scope, "agency", "G01")));
    }

    public Client asOfficer(String officer, String territory, String scope) {
        return new Client(
                tokens.bearer(
                        officer,
                        Map.of(
                                "scope",
                                scope,
                                "agency",
                                "G01",
                                "officer",
                                officer,
                                "territory",
                                territory)));
    }

    /** An officer whose own record in the register is known. */
    public Client asOfficer(String officer, String territory, String scope, UUID person) {
        return new Client(
                tokens.bearer(
                        officer,
                        Map.of(
                                "scope",
                                scope,
                                "agency",
                                "G01",
                                "officer",
                                officer,
                                "territory",
                                territory,
                                "person",
                                person.toString())));
    }

    public Client asPopulationService() {
        return new Client(
                tokens.internal(
                        "population-service", "id-number-service", Map.of("purpose", "event")));
    }

    /** Someone who calls. */
    public final class Client {
        private final HttpHeaders headers;

        private final int port;

        private Client(HttpHeaders headers) {
            this(headers, 0);
        }

        private Client(HttpHeaders headers, int port) {
            this.headers = headers;
            this.port = port;
        }

        /** The same caller at another instance of the service. */
        public Client at(int otherPort) {
            return new Client(headers, otherPort);
        }

        private String port() {
            return port == 0
                    ? environment.getRequiredProperty("local.server.port")
                    : Integer.toString(port);
        }

        public Answer post(String path, String body) {
            return post(path, body, Map.of());
        }

        public Answer post(String path, String body, Map<String, String> more) {
            return send(HttpMethod.POST, path, body, more);
        }

        public Answer get(String path) {
            return send(HttpMethod.GET, path, "", Map.of());
        }

        /** The body as it is, of an answer that is no JSON document. */
        public String getText(String path) {
            return String.valueOf(
                    http.get()
                            .uri(URI.create("http://localhost:" + port() + path))
                            .headers(all -> all.addAll(headers))
                            .retrieve()
                            .body(String.class));
        }

        private Answer send(HttpMethod method, String path, String body, Map<String, String> more) {
            var request =
                    http.method(method)
                            .uri(URI.create("http://localhost:" + port() + path))
                            .headers(
                                    all -> {
                                        all.addAll(headers);
                                        more.forEach(all::set);
                                    });
            if (!body.isEmpty()) {
                request.contentType(MediaType.APPLICATION_JSON).body(body);
            }
            return request.exchange(
                    (sent, response) ->
                            new Answer(
                                    response.getStatusCode().value(),
                                    String.valueOf(response.getHeaders().getContentType()),
                                    JSON.readTree(response.getBody().readAllBytes())));
        }
    }

    /** What came back. */
    public record Answer(int status, String contentType, JsonNode body) {
        public String text(String pointer) {
            return body.at(pointer).asString();
        }
    }
}
