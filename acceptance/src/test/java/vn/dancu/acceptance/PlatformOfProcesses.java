package vn.dancu.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Properties;
import java.util.stream.IntStream;

/** Started by {@code ./dancu up} from the jars of this build. */
final class PlatformOfProcesses extends PlatformUnderTest {
    /** PostgreSQL's offset from the gateway's port, see docs/conventions.md. */
    private static final int DATABASE_OFFSET = 8;

    private final Path data;
    private final int portBase;

    private final Map<String, String> environment;

    private PlatformOfProcesses(Path data, int portBase, Map<String, String> environment) {
        this.data = data;
        this.portBase = portBase;
        this.environment = environment;
    }

    static PlatformOfProcesses start(Map<String, String> environment)
            throws IOException, InterruptedException {
        var platform =
                new PlatformOfProcesses(
                        Files.createTempDirectory("dancu-acceptance-"), freeBase(), environment);
        try {
            platform.up();
            return platform;
        } catch (RuntimeException | IOException | InterruptedException e) {
            platform.close(); // what has started so far
            throw e;
        }
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

    private Finished dancu(Duration limit, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROJECT.resolve("dancu").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return run(limit, builder);
    }

    @Override
    int port() {
        return portBase;
    }

    @Override
    Path credentials() {
        return data.resolve("credentials.properties");
    }

    @Override
    List<String> metrics() {
        return IntStream.of(0, 3, 4, 5, 6, 7)
                .mapToObj(offset -> "localhost:" + (portBase + offset))
                .toList();
    }

    /** The process of a part, as the supervisor wrote it down. */
    private ProcessHandle process(String part) throws IOException {
        Properties record = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve("run/" + part + ".process"))) {
            record.load(reader);
        }
        return ProcessHandle.of(Long.parseLong(record.getProperty("pid"))).orElseThrow();
    }

    @Override
    void kill(String part) throws IOException {
        process(part).destroyForcibly();
    }

    @Override
    void signal(String part, String signal) throws IOException, InterruptedException {
        run(
                Duration.ofSeconds(10),
                new ProcessBuilder("kill", "-" + signal, Long.toString(process(part).pid())));
    }

    @Override
    Connection database(String service, String name) throws IOException, SQLException {
        String password =
                Files.readString(data.resolve("secrets/" + service + "/spring.datasource.password"))
                        .strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + (portBase + DATABASE_OFFSET) + "/" + name,
                name,
                password);
    }

    @Override
    public void close() throws IOException {
        try {
            dancu(Duration.ofMinutes(2), "down", "--data", data.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delete(data);
    }

    /** A base whose eleven ports are free now. */
    private static int freeBase() {
        for (int base = 21_000; base < 29_000; base += 20) {
            boolean free = true;
            for (int port = base; port <= base + 10 && free; port++) {
                free = isFree(port);
            }
            if (free) {
                return base;
            }
        }
        throw new UncheckedIOException(new IOException("no eleven free ports in a row"));
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (IOException busy) {
            return false;
        }
    }
}
