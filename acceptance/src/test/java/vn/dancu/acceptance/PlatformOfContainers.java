package vn.dancu.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vn.dancu.sandbox.launch.ContainerSecrets;

/**
 * Started by Docker Compose from docker-compose.yml, with the images that {@code ./dancu images}
 * made of this build, secrets of its own and empty volumes. The project's name is fixed, so that
 * {@code ./dancu test} can remove what a test that was cut off has left.
 */
final class PlatformOfContainers extends PlatformUnderTest {
    static final String COMPOSE_PROJECT = "dancu-test";
    private static final Duration START = Duration.ofMinutes(15);
    private static final Set<String> WELL = Set.of("healthy", "exited 0");
    private static final Duration COMMAND = Duration.ofMinutes(2);

    /** The names that the tests use for parts, where a container has another. */
    private static final Map<String, String> CONTAINERS = Map.of("PostgreSQL", "postgres");

    /** The parts that have metrics, with the ports of docs/conventions.md. */
    private static final Map<String, Integer> MEASURED =
            new TreeMap<>(
                    Map.of(
                            "gateway", 8080,
                            "authorization-server", 8083,
                            "population-service", 8084,
                            "id-number-service", 8085,
                            "card-issuance-service", 8086,
                            "sharing-service", 8087));

    private final Path data;
    private final int port;

    private PlatformOfContainers(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    static PlatformOfContainers start() throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("dancu-containers-");
        ContainerSecrets.make(data);
        var platform = new PlatformOfContainers(data, freePort());
        try {
            platform.compose(COMMAND, "down", "--volumes", "--timeout", "20");
            platform.required(START, platform.composeCommand("up", "-d"));
            platform.awaitHealth();
            return platform;
        } catch (RuntimeException | IOException | InterruptedException e) {
            platform.close();
            throw e;
        }
    }

    /** Each container that runs says that it is well, and the job that sets up has ended well. */
    private void awaitHealth() {
        await().atMost(START)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> containers().values().stream().map(this::healthOf).toList(),
                        all -> all.size() >= 12 && all.stream().allMatch(WELL::contains));
    }

    private String healthOf(String container) {
        return inspect(
                container,
                "{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}"
                        + " {{.State.ExitCode}}{{end}}");
    }

    /** The containers' names by the services of docker-compose.yml. */
    Map<String, String> containers() throws IOException, InterruptedException {
        String listed =
                required(
                        COMMAND,
                        List.of(
                                "docker",
                                "ps",
                                "--all",
                                "--filter",
                                "label=com.docker.compose.project=" + COMPOSE_PROJECT,
                                "--format",
                                "{{.Label \"com.docker.compose.service\"}} {{.Names}}"));
        Map<String, String> names = new TreeMap<>();
        listed.lines()
                .map(line -> line.split(" ", 2))
                .forEach(words -> names.put(words[0], words[1]));
        return names;
    }

    String inspect(String container, String template) {
        try {
            return required(COMMAND, List.of("docker", "inspect", "--format", template, container))
                    .strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Runs a command inside a container. */
    Finished inside(String container, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("docker", "exec", container));
        words.addAll(List.of(command));
        return run(COMMAND, new ProcessBuilder(words));
    }

    String container(String part) throws IOException, InterruptedException {
        String name = containers().get(CONTAINERS.getOrDefault(part, part));
        if (name == null) {
            throw new IllegalArgumentException("no container of " + part);
        }
        return name;
    }

    /** The address on the inner network, which the engine's own machine reaches under Linux. */
    private String address(String part) throws IOException, InterruptedException {
        return inspect(container(part), "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}")
                .split(" ", 2)[0];
    }

    @Override
    int port() {
        return port;
    }

    @Override
    Path credentials() {
        return data.resolve("credentials.properties");
    }

    @Override
    List<String> metrics() throws IOException, InterruptedException {
        List<String> targets = new ArrayList<>();
        for (Map.Entry<String, Integer> part : MEASURED.entrySet()) {
            targets.add(address(part.getKey()) + ":" + part.getValue());
        }
        return targets;
    }

    /** The engine takes a kill for a wish to stop, so it is told to start the container again. */
    @Override
    void kill(String part) throws IOException, InterruptedException {
        String container = container(part);
        required(COMMAND, List.of("docker", "kill", container));
        required(COMMAND, List.of("docker", "start", container));
    }

    @Override
    void signal(String part, String signal) throws IOException, InterruptedException {
        required(COMMAND, List.of("docker", "kill", "--signal", signal, container(part)));
    }

    @Override
    Connection database(String service, String name)
            throws IOException, SQLException, InterruptedException {
        String password =
                Files.readString(data.resolve("secrets/" + service + "/spring.datasource.password"))
                        .strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address("postgres") + ":5432/" + name, name, password);
    }

    @Override
    public void close() throws IOException {
        try {
            Path logs = PROJECT.resolve("target/containers.log");
            Files.createDirectories(logs.getParent());
            Files.writeString(logs, compose(COMMAND, "logs", "--no-color", "--tail", "500").said());
            compose(COMMAND, "down", "--volumes", "--timeout", "20");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delete(data);
    }

    private Finished compose(Duration limit, String... words)
            throws IOException, InterruptedException {
        return run(limit, builder(composeCommand(words)));
    }

    private List<String> composeCommand(String... words) {
        // Compose 2 is a word of docker, Compose 1 a command of its own; ./dancu knows which.
        List<String> command =
                new ArrayList<>(
                        List.of(
                                System.getProperty("dancu.compose", "docker compose")
                                        .split(" ", -1)));
        command.addAll(
                List.of(
                        "--project-name",
                        COMPOSE_PROJECT,
                        "--file",
                        PROJECT.resolve("docker-compose.yml").toString()));
        command.addAll(List.of(words));
        return command;
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DANCU_COMPOSE_DATA", data.toString());
        builder.environment().put("DANCU_PORT", Integer.toString(port));
        return builder;
    }

    private String required(Duration limit, List<String> command)
            throws IOException, InterruptedException {
        Finished finished = run(limit, builder(command));
        if (finished.code() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ":\n" + finished.said());
        }
        return finished.said();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }
}
