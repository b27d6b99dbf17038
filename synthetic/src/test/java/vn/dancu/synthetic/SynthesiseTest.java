package vn.dancu.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SynthesiseTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    @TempDir private Path folder;

    @Test
    void theFileAndItsTruthAreWritten() throws IOException {
        Path file = folder.resolve("cards.ndjson");
        String[] arguments = {"--people", "500", "--seed", "9", "--out", file.toString()};
        assertThat(Synthesise.run(arguments, NOWHERE, NOWHERE)).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(CardFile.of(9, 500).bytes());
        assertThat(Files.readString(folder.resolve("cards.ndjson.truth.json")))
                .isEqualTo(CardFile.of(9, 500).truth().json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--out",
                "--people x --out f",
                "--people 0 --out f",
                "--size 3 --out f",
                "--people 10"
            })
    void wrongArgumentsAreExplainedAndNothingIsWritten(String arguments) throws IOException {
        ByteArrayOutputStream explained = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(explained, true, StandardCharsets.UTF_8);
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
        assertThat(Synthesise.run(words, NOWHERE, err)).isEqualTo(2);
        assertThat(explained.toString(StandardCharsets.UTF_8)).contains("--people");
        assertThat(Path.of("f")).doesNotExist();
    }
}
