package vn.dancu.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EmbeddedInfrastructureIT {

    @Test
    void closingLeavesNeitherProcessNorFolder() throws Exception {
        EmbeddedInfrastructure infrastructure = EmbeddedInfrastructure.start();
        long server = infrastructure.postgresProcessId();
        TestBroker broker = infrastructure.newBroker();
        assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
        assertThat(runs(server)).isTrue();
        infrastructure.close();
        awaitRemoval(infrastructure.folder(), Duration.ofSeconds(60));
        assertThat(runs(server)).isFalse();
    }

    @Test
    void killedTestProcessLeavesNeitherProcessNorFolder() throws Exception {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx256m",
                                        "-XX:+UseSerialGC",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Victim.class.getName()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String[] ready;
        try {
            ready = lineAfterReady(process).split(" ", 2);
            assertThat(Path.of(ready[1])).isDirectory();
            assertThat(runs(Long.parseLong(ready[0]))).isTrue();
        } finally {
            process.destroyForcibly().onExit().join();
        }
        awaitRemoval(Path.of(ready[1]), Duration.ofSeconds(60));
        assertThat(runs(Long.parseLong(ready[0]))).isFalse();
    }

    private static String lineAfterReady(Process process) throws IOException {
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("ready ")) {
                return line.substring("ready ".length());
            }
        }
        throw new IOException("the process ended before it was ready");
    }

    private static void awaitRemoval(Path folder, Duration limit) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            Objects.requireNonNull(folder.getParent())
                    .register(watch, StandardWatchEventKinds.ENTRY_DELETE);
            while (Files.exists(folder)) {
                long left = deadline - System.nanoTime();
                assertThat(left).as("time left to remove " + folder).isPositive();
                var key = watch.poll(left, TimeUnit.NANOSECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        }
    }

    /**
     * A process that ended but was not yet collected by its parent still counts as alive to Java.
     */
    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
    }

    /** Starts the infrastructure and waits to be killed. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] arguments) throws InterruptedException {
            EmbeddedInfrastructure infrastructure = EmbeddedInfrastructure.start();
            infrastructure.newBroker();
            System.out.println(
                    "ready %d %s"
                            .formatted(
                                    infrastructure.postgresProcessId(), infrastructure.folder()));
            new CountDownLatch(1).await();
        }
    }
}
