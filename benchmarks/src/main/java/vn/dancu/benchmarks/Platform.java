package vn.dancu.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running platform: its gateway, its demonstration clients and, for the limits, its database. */
final class Platform {
    /** PostgreSQL's offset from the gateway's port, see docs/conventions.md. */
    private static final int DATABASE_OFFSET = 8;

    private static final int NUMBERS_OFFSET = 5;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final JsonMapper json = new JsonMapper();
    private final URI gateway;
    private final Path credentials;

    private Platform(URI gateway, Path credentials) {
        this.gateway = gateway;
        this.credentials = credentials;
    }

    static Platform fromEnvironment() {
        return new Platform(
                URI.create(required("DANCU_GATEWAY")), Path.of(required("DANCU_CREDENTIALS")));
    }

    static Path projectFolder() {
        return Path.of(required("DANCU_PROJECT"));
    }

    static String required(String variable) {
        String value = System.getenv(variable);
        if (value == null) {
            throw new IllegalStateException(variable + " is not set; run ./dancu bench");
        }
        return value;
    }

    /** A fresh access token of a demonstration client. */
    String token(String client) throws IOException, InterruptedException {
        Properties secrets = new Properties();
        try (var reader = Files.newBufferedReader(credentials)) {
            secrets.load(reader);
        }
        String basic =
                URLEncoder.encode(client, StandardCharsets.UTF_8)
                        + ":"
                        + URLEncoder.encode(
                                secrets.getProperty(client, ""), StandardCharsets.UTF_8);
        var request =
                HttpRequest.newBuilder(gateway.resolve("/oauth2/token"))
                        .timeout(Duration.ofSeconds(20))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        basic.getBytes(StandardCharsets.UTF_8)))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                        .build();
        return send(request, 200).required("access_token").asString();
    }

    JsonNode get(String path, String token) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer " + token)
                        .GET()
                        .build(),
                200);
    }

    /** Asks by POST; expects 200. */
    JsonNode post(String path, String token, String body) throws IOException, InterruptedException {
        return post(path, token, body, 200);
    }

    /** Makes something by POST; expects 201. */
    JsonNode create(String path, String token, String body)
            throws IOException, InterruptedException {
        return post(path, token, body, 201);
    }

    private JsonNode post(String path, String token, String body, int expected)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Dancu-Purpose", "benchmark")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                expected);
    }

    /** Sends a file as the body of a POST; expects 202. */
    JsonNode upload(String path, String token, Path file) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(Duration.ofMinutes(30))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofFile(file))
                        .build(),
                202);
    }

    private JsonNode send(HttpRequest request, int expected)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() != expected) {
            throw new IllegalStateException(
                    request.method()
                            + " "
                            + request.uri().getPath()
                            + " answered "
                            + response.statusCode()
                            + " "
                            + code(response.body()));
        }
        return json.readTree(response.body());
    }

    private @Nullable String code(String body) {
        try {
            return json.readTree(body).path("code").asString("");
        } catch (RuntimeException notJson) {
            return null;
        }
    }

    /** An address behind the gateway. */
    URI routed(String path) {
        return gateway.resolve(path);
    }

    /** The same at id-number-service itself: what the gateway adds is the difference. */
    URI direct(String path) {
        return URI.create("http://localhost:" + (gateway.getPort() + NUMBERS_OFFSET) + path);
    }

    /** A connection to the database of id-number-service, as that service has it. */
    Connection numbersDatabase() throws SQLException, IOException {
        return database("id-number-service", "idnumber");
    }

    /** A connection to the database of population-service, as that service has it. */
    Connection database() throws SQLException, IOException {
        return database("population-service", "population");
    }

    /** A connection to the database of sharing-service, as that service has it. */
    Connection sharingDatabase() throws SQLException, IOException {
        return database("sharing-service", "sharing");
    }

    private Connection database(String service, String name) throws SQLException, IOException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:%d/%s"
                        .formatted(gateway.getPort() + DATABASE_OFFSET, name),
                name,
                password(service));
    }

    /** How PostgreSQL's own programs reach the database of population-service. */
    List<String> databaseWords() {
        int port = gateway.getPort() + DATABASE_OFFSET;
        return List.of("-h", "localhost", "-p", "" + port, "-U", "population", "population");
    }

    String databasePassword() throws IOException {
        return password("population-service");
    }

    private String password(String service) throws IOException {
        return Files.readString(
                        credentials.resolveSibling(
                                "secrets/" + service + "/spring.datasource.password"))
                .strip();
    }
}
