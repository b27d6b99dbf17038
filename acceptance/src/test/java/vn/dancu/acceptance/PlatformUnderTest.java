package vn.dancu.acceptance;

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
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A platform of its own, started from this build and used through its gateway: processes that
 * {@code ./dancu up} started, or, with {@code -Ddancu.platform=compose}, the containers of
 * docker-compose.yml.
 */
abstract sealed class PlatformUnderTest implements AutoCloseable
        permits PlatformOfProcesses, PlatformOfContainers {
    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    static boolean isOfContainers() {
        return "compose".equals(System.getProperty("dancu.platform"));
    }

    static PlatformUnderTest start() throws IOException, InterruptedException {
        return isOfContainers()
                ? PlatformOfContainers.start()
                : PlatformOfProcesses.start(Map.of());
    }

    /** The port of the gateway on this machine. */
    abstract int port();

    /** The secrets of the demonstration clients. */
    abstract Path credentials();

    /** Where the parts that have metrics show them, {@code host:port}. */
    abstract List<String> metrics() throws IOException, InterruptedException;

    /** As {@code kill -9}: nothing in the process gets to run any more. It is started again. */
    abstract void kill(String part) throws IOException, InterruptedException;

    /** Sends a signal that Java has no name for. */
    abstract void signal(String part, String signal) throws IOException, InterruptedException;

    /** The database of a service, as that service has it: what stands there, no answer can hide. */
    abstract Connection database(String service, String name)
            throws IOException, SQLException, InterruptedException;

    record Finished(int code, String said) {}

    /** Runs a command to its end, or until the limit. */
    static Finished run(Duration limit, ProcessBuilder builder)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile("dancu-acceptance-", ".txt");
        builder.environment().put("DANCU_NO_BUILD", "1");
        builder.redirectErrorStream(true).redirectOutput(said.toFile());
        Process process = builder.start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Finished(-1, Files.readString(said) + "\n(took too long)");
            }
            return new Finished(process.exitValue(), Files.readString(said));
        } finally {
            Files.delete(said);
        }
    }

    /** Runs the demo to its end. */
    Finished demo(String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-jar",
                                PROJECT.resolve(
                                                "acceptance/target/acceptance-0.1.0-SNAPSHOT-exec.jar")
                                        .toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DANCU_GATEWAY", gateway().toString());
        builder.environment().put("DANCU_CREDENTIALS", credentials().toString());
        // Where the machine that personalises is found.
        builder.environment().put("DANCU_PROJECT", PROJECT.toString());
        return run(Duration.ofMinutes(10), builder);
    }

    URI gateway() {
        return URI.create("http://localhost:" + port());
    }

    /** An answer: status, JSON body (missing if it is none) and headers. */
    record Answer(int status, JsonNode body, java.net.http.HttpHeaders headers) {
        String code() {
            return body.path("code").asString("");
        }

        String text(String field) {
            return body.path(field).asString("");
        }
    }

    Answer get(String client, String path) throws IOException, InterruptedException {
        return send(request(client, path).GET());
    }

    Answer post(String client, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request =
                request(client, path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** Fetches a file; answers the status. */
    int download(String client, String path, Path file) throws IOException, InterruptedException {
        return http.send(
                        request(client, path).timeout(Duration.ofMinutes(5)).GET().build(),
                        HttpResponse.BodyHandlers.ofFile(file))
                .statusCode();
    }

    /** Uploads a file of survey cards. */
    Answer upload(String client, String path, Path file) throws IOException, InterruptedException {
        return send(
                request(client, path)
                        .timeout(Duration.ofMinutes(5))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofFile(file)));
    }

    /** Without a token. */
    Answer anonymously(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(gateway().resolve(path)).GET());
    }

    private HttpRequest.Builder request(String client, String path)
            throws IOException, InterruptedException {
        return HttpRequest.newBuilder(gateway().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token(client))
                .header("Dancu-Purpose", "acceptance-test");
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answer(
                response.statusCode(),
                json ? JSON.readTree(response.body()) : JSON.missingNode(),
                response.headers());
    }

    /** Taken for good until two minutes before its end: a long test gets new ones. */
    private record Token(String text, Instant until) {}

    private String token(String client) throws IOException, InterruptedException {
        Token known = tokens.get(client);
        if (known != null && Instant.now().isBefore(known.until())) {
            return known.text();
        }
        Properties secrets = new Properties();
        try (var reader = Files.newBufferedReader(credentials())) {
            secrets.load(reader);
        }
        String basic =
                client
                        + ":"
                        + URLEncoder.encode(secrets.getProperty(client), StandardCharsets.UTF_8);
        Answer answer =
                send(
                        HttpRequest.newBuilder(gateway().resolve("/oauth2/token"))
                                .header(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(
                                                                basic.getBytes(
                                                                        StandardCharsets.UTF_8)))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "grant_type=client_credentials")));
        if (answer.status() != 200) {
            throw new IllegalStateException("no token for " + client + ": " + answer.status());
        }
        Duration life = Duration.ofSeconds(answer.body().path("expires_in").asLong());
        Token token =
                new Token(
                        answer.text("access_token"),
                        Instant.now().plus(life).minus(Duration.ofMinutes(2)));
        tokens.put(client, token);
        return token.text();
    }

    @Override
    public abstract void close() throws IOException;

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
