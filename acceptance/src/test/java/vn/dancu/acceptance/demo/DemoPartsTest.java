package vn.dancu.acceptance.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DemoPartsTest {
    @TempDir private Path folder;

    @Test
    void theDefaultJobIsAHundredThousandPeopleOfSeedOne() {
        DemoSettings settings = DemoSettings.read(new String[0], Map.of());
        assertThat(settings.people()).isEqualTo(100_000);
        assertThat(settings.jobKey()).isEqualTo("demo-1-100000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--people", "--people 10", "--people many", "--seed -1", "--all yes"})
    void wrongWordsAreRefused(String words) {
        assertThatThrownBy(() -> DemoSettings.read(words.split(" ", -1), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatOneRunKeepsTheNextOneFinds() {
        Memory first = Memory.of(folder, "demo-1-1000");
        assertThat(first.keep("importId", () -> "a")).isEqualTo("a");
        assertThat(first.keep("importId", () -> "b")).isEqualTo("a");
        assertThat(Memory.of(folder, "demo-1-1000").get("importId")).contains("a");
        assertThat(Memory.of(folder, "demo-2-1000").get("importId")).isEmpty();
    }

    @Test
    void peopleAreChosenFromTheCardsThoughSomeLinesAreBroken() {
        try (SurveyCards cards = SurveyCards.make(folder, 3_000, 4)) {
            List<JsonNode> women =
                    cards.first(20, card -> card.path("sex").asString("").equals("FEMALE"));
            assertThat(women).hasSize(20);
            assertThat(cards.first(10_000, card -> true).size())
                    .isLessThan(3_000)
                    .isGreaterThan(2_900);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aCountThatDiffersFailsTheDemoAndIsNamed() throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Report report = new Report(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
        report.compare("rejected", 5, 5);
        assertThat(report.finish()).isZero();
        report.compare("accepted", 94, 95);
        assertThat(report.finish()).isEqualTo(1);
        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("94, expected 95");
    }
}
