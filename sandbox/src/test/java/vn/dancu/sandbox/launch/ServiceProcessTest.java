package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shell script stands in for a service; the supervision is the real one. */
@Timeout(30)
class ServiceProcessTest {

    @TempDir private Path folder;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final AtomicBoolean answers = new AtomicBoolean();
    private DataFolder data;
    private @Nullable ServiceProcess started;

    @BeforeEach
    void makeFolder() {
        data = new DataFolder(folder);
        data.create();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (started != null) {
            started.stop(Duration.ofSeconds(1));
        }
    }

    @Test
    void aServiceThatDiesIsStartedAgainAndItIsSaid() throws Exception {
        ServiceProcess service = start("exec sleep 600");
        long first = service.pid().orElseThrow();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        until(() -> service.pid().filter(pid -> pid != first).isPresent());

        assertThat(said()).contains("gateway died (137); it is started again");
        until(() -> record().filter(found -> found.restarts() == 1).isPresent());
    }

    @Test
    void aServiceThatKeepsDyingIsGivenUp() throws Exception {
        ServiceProcess service = start("echo no configuration; exit 7");

        until(service::givenUp);

        assertThat(said()).contains("gateway died 5 times before it answered (last: 7)");
        assertThat(service.pid()).isEmpty();
        assertThat(service.log().tail(1)).containsExactly("no configuration");
    }

    @Test
    void aStoppedServiceStaysStopped() throws Exception {
        ServiceProcess service = start("exec sleep 600");
        ProcessHandle process = ProcessHandle.of(service.pid().orElseThrow()).orElseThrow();

        service.stop(Duration.ofSeconds(5));

        assertThat(process.isAlive()).isFalse();
        assertThat(record()).isEmpty();
        assertThat(said()).isEmpty();
    }

    @Test
    void onlyItsOwnEnvironmentIsSeen() throws Exception {
        start("env; exec sleep 600");
        Path log = data.log("gateway");

        until(() -> text(log).contains("SERVER_PORT=18080"));

        assertThat(text(log)).doesNotContain("HOME=");
    }

    private ServiceProcess start(String script) throws Exception {
        Path program = folder.resolve("program.sh");
        // The mark, a JVM's first argument, is the script's too, which does not look at it.
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        ServiceProcess service =
                new ServiceProcess(
                        Part.GATEWAY,
                        List.of(program.toString()),
                        Map.of("SERVER_PORT", "18080", "PATH", System.getenv("PATH")),
                        data,
                        18080,
                        new Progress(
                                new PrintStream(said, true, StandardCharsets.UTF_8), Instant.now()),
                        () -> answers.get());
        started = service;
        service.start();
        return service;
    }

    private Optional<ProcessRecord> record() {
        return ProcessRecord.read(data.run(), "gateway");
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
