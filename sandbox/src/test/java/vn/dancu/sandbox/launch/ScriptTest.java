package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code dancu} script itself, as far as it goes before anything is built or started. */
@Timeout(60)
class ScriptTest {

    @TempDir private Path folder;

    private record Ended(int code, String out, String err) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "up --fast",
                "up now",
                "up --data",
                "up --port-base",
                "up --port-base eight",
                "up --profile-memory huge",
                "down now",
                "down --data",
                "status --all",
                "logs",
                "logs nobody",
                "logs gateway --tail",
                "token",
                "token --all",
                "token moj vss",
                "bench",
                "bench speed",
                "bench startup --fast",
                "test everything",
                "prove --fast",
                "images all",
                "secrets --all",
                "secrets here there",
                "jdk 17"
            })
    void whatIsNotUnderstoodIsRefusedInOneLineBeforeAnythingIsBuilt(String line) throws Exception {
        Ended ended = run(List.of(line.split(" ", -1)), null);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("dancu: ").endsWith("\n").containsOnlyOnce("\n");
    }

    @Test
    void helpNamesEachCommand() throws Exception {
        Ended ended = run(List.of("help"), null);

        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .contains("up [--detach]", "down", "status", "logs", "token", "demo", "bench")
                .contains("test", "prove", "images");
    }

    @Test
    void aJdkIsChosenByItsVersion() throws Exception {
        Path right = jdk("some-name", "25.0.9");

        Ended ended = run(List.of("jdk"), right);

        assertThat(ended.code()).isZero();
        assertThat(ended.out().strip()).isEqualTo(right.toString());
    }

    @Test
    void aJdkOfAnotherVersionIsPassedOver() throws Exception {
        Path old = jdk("jdk-25-it-says", "17.0.1");

        assertThat(run(List.of("jdk"), old).out().strip()).isNotEqualTo(old.toString());
    }

    @Test
    void aRuntimeWithoutACompilerIsPassedOver() throws Exception {
        Path runtime = jdk("runtime", "25.0.9");
        Files.delete(runtime.resolve("bin/javac"));

        assertThat(run(List.of("jdk"), runtime).out().strip()).isNotEqualTo(runtime.toString());
    }

    @Test
    void nothingRunsWhereNothingWasStarted() throws Exception {
        Ended ended =
                run(List.of("logs", "gateway", "--data", folder.resolve("none").toString()), null);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).startsWith("dancu: there is no log of gateway yet");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        for (String program : List.of("java", "javac")) {
            Path file = Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private Ended run(List<String> words, @org.jspecify.annotations.Nullable Path javaHome)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of("..", "dancu").toAbsolutePath().normalize().toString());
        command.addAll(words);
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        if (javaHome != null) {
            builder.environment().put("DANCU_JAVA_HOME", javaHome.toString());
        }
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
