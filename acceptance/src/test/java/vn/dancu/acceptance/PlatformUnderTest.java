package vn.dancu.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A platform of its own: started by {@code ./dancu up} from the jars of this build, then used. */
final class PlatformUnderTest implements AutoCloseable {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final JsonMapper JSON = new JsonMapper();

    /** PostgreSQL's offset from the gateway's port, see docs/conventions.md. */
    private static final int DATABASE_OFFSET = 8;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Path data;
    private final int portBase;

    private PlatformUnderTest(Path data, int portBase) {
        this.data = data;
        this.portBase = portBase;
    }

    static PlatformUnderTest start() throws IOException, InterruptedException {
        var platform =
                new PlatformUnderTest(Files.createTempDirectory("dancu-acceptance-"), freeBase());
        platform.up();
        return platform;
    }

    /** Starts it (again). */
    void up() throws IOException, InterruptedException {
        Finished finished =
                dancu(
                        Duration.ofMinutes(6),
                        "up",
                        "--detach",
                        "--data",
                        data.toString(),
                        "--port-base",
                        Integer.toString(portBase));
        if (finished.code() != 0) {
            throw new IllegalStateException("./dancu up failed:\n" + finished.said());
        }
    }

    record Finished(int code, String said) {}

    private static Finished dancu(Duration limit, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROJECT.resolve("dancu").toString()));
        command.addAll(List.of(words));
        return run(limit, new ProcessBuilder(command));
    }

    private static Finished run(Duration limit, ProcessBuilder builder)
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
        return URI.create("http://localhost:" + portBase);
    }

    /** Where the parts that have metrics show them, {@code host:port}. */
    List<String> metrics() {
        return IntStream.of(0, 3, 4, 5, 6, 7)
                .mapToObj(offset -> "localhost:" + (portBase + offset))
                .toList();
    }

    private Path credentials() {
        return data.resolve("credentials.properties");
    }

    /** The process of a part, as the supervisor wrote it down. */
    ProcessHandle process(String part) throws IOException {
        Properties record = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve("run/" + part + ".process"))) {
            record.load(reader);
        }
        return ProcessHandle.of(Long.parseLong(record.getProperty("pid"))).orElseThrow();
    }

    /** As {@code kill -9}: nothing in the process gets to run any more. */
    void kill(String part) throws IOException {
        process(part).destroyForcibly();
    }

    /** Sends a signal that Java has no name for. */
    void signal(String part, String signal) throws IOException, InterruptedException {
        run(
                Duration.ofSeconds(10),
                new ProcessBuilder("kill", "-" + signal, Long.toString(process(part).pid())));
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

    /** Uploads a file of survey cards. */
    Answer upload(String client, String path, Path file) throws IOException, InterruptedException {
        return send(
                request(client, path)
                        .timeout(Duration.ofMinutes(5))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofFile(file)));
    }

    /** The database of a service, as that service has it: what stands there, no answer can hide. */
    Connection database(String service, String name) throws IOException, SQLException {
        String password =
                Files.readString(data.resolve("secrets/" + service + "/spring.datasource.password"))
                        .strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + (portBase + DATABASE_OFFSET) + "/" + name,
                name,
                password);
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

    private String token(String client) throws IOException, InterruptedException {
        String known = tokens.get(client);
        if (known != null) {
            return known;
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
        String token = answer.text("access_token");
        tokens.put(client, token);
        return token;
    }

    /** Tokens live ten minutes; a long test asks for new ones. */
    void forgetTokens() {
        tokens.clear();
    }

    @Override
    public void close() throws IOException {
        try {
            dancu(Duration.ofMinutes(2), "down", "--data", data.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A base whose eleven ports are free now. */
    private static int freeBase() {
        for (int base = 21_000; base < 29_000; base += 20) {
            boolean free = true;
            for (int port = base; port <= base + 10 && free; port++) {
                try (ServerSocket probe = new ServerSocket(port)) {
                    free = probe.isBound();
                } catch (IOException busy) {
                    free = false;
                }
            }
            if (free) {
                return base;
            }
        }
        throw new UncheckedIOException(new IOException("no eleven free ports in a row"));
    }
}
