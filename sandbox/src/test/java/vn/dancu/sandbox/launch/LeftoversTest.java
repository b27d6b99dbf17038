package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process stands in for a service that outlived its supervisor, or for a stranger's. */
class LeftoversTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    @TempDir private Path records;
    private Process process;

    @BeforeEach
    void startProcess() throws IOException {
        process = new ProcessBuilder("sleep", "613").start();
    }

    @AfterEach
    void endProcess() {
        process.destroyForcibly();
    }

    @Test
    void aLeftoverIsStoppedAndItsRecordRemoved() throws Exception {
        record("sleep 613").write(records);

        assertThat(stop()).containsExactly("gateway (pid " + process.pid() + ")");
        assertThat(process.waitFor(1, TimeUnit.SECONDS)).isTrue();
        assertThat(records).isEmptyDirectory();
    }

    @Test
    void aForeignProcessWithTheSameIdIsNotTouched() throws Exception {
        record("-Ddancu.process=/somewhere/run/gateway").write(records);

        assertThat(stop()).isEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aProcessThatStartedAtAnotherTimeIsNotTouched() throws Exception {
        Instant earlier = process.info().startInstant().orElseThrow().minusSeconds(3600);
        new ProcessRecord("gateway", process.pid(), earlier, "sleep 613", 8080, 0).write(records);

        assertThat(stop()).isEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aDamagedRecordNamesNobody() throws Exception {
        Files.writeString(
                records.resolve("gateway.process"), "pid=" + process.pid() + "\nmark=sleep\n");

        assertThat(stop()).isEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aRecordWithoutAMarkNamesNobody() throws Exception {
        record("sleep 613").write(records);
        Path file = records.resolve("gateway.process");
        Files.writeString(file, Files.readString(file).replace("mark=sleep 613", "mark="));

        assertThat(stop()).isEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aProcessThatHasEndedNeedsNoStop() throws Exception {
        record("sleep 613").write(records);
        process.destroyForcibly().waitFor();

        assertThat(stop()).isEmpty();
        assertThat(records).isEmptyDirectory();
    }

    @Test
    void aLeftoverThatIgnoresTheRequestIsStoppedByForce() throws Exception {
        Process stubborn =
                new ProcessBuilder(
                                "sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done")
                        .start();
        try {
            stubborn.inputReader().readLine();
            ProcessRecord.of("gateway", stubborn.toHandle(), "trap '' TERM", 8080, 0)
                    .write(records);

            List<String> stopped =
                    new Leftovers(records, List.of("gateway")).stop(Duration.ofMillis(300));

            assertThat(stopped).hasSize(1);
            assertThat(stubborn.waitFor(5, TimeUnit.SECONDS)).isTrue();
        } finally {
            stubborn.destroyForcibly();
        }
    }

    private ProcessRecord record(String mark) {
        return ProcessRecord.of("gateway", process.toHandle(), mark, 8080, 0);
    }

    private List<String> stop() throws InterruptedException {
        return new Leftovers(records, List.of("config-server", "gateway")).stop(GRACE);
    }
}
