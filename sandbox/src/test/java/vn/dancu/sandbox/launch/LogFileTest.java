package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir private Path folder;

    @Test
    void aProcessGoesOnAppendingAfterItsLogWasSetAside() throws Exception {
        Path file = folder.resolve("gateway.log");
        LogFile log = new LogFile(file, 100);
        Process process =
                new ProcessBuilder("sh", "-c", "while read line; do echo \"$line\"; done")
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
                        .start();
        try (var input = process.outputWriter()) {
            input.write("x".repeat(200) + "\n");
            input.flush();
            while (Files.size(file) < 201) {
                Thread.onSpinWait();
            }

            log.keepBounded();

            assertThat(Files.size(file)).isZero();
            assertThat(Files.size(log.former())).isEqualTo(201);
            input.write("after\n");
            input.close();
            process.waitFor();
            assertThat(Files.readString(file)).isEqualTo("after\n");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aShortLogStaysAsItIs() throws IOException {
        Path file = folder.resolve("gateway.log");
        Files.writeString(file, "one\ntwo\nthree\n");
        LogFile log = new LogFile(file, 100);

        log.keepBounded();

        assertThat(log.former()).doesNotExist();
        assertThat(log.tail(2)).containsExactly("two", "three");
        assertThat(log.tail(9)).containsExactly("one", "two", "three");
    }
}
