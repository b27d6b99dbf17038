package vn.dancu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alert rules, dashboards and runbooks agree with each other and with what Prometheus accepts. */
class ObservationTest {
    private static final Path PROMETHEUS = Path.of("../docker/prometheus");
    private static final Path DASHBOARDS = Path.of("../docker/grafana/dashboards");
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void theRulesDoWhatTheirTestsSay() throws Exception {
        assumeTrue(Panels.onPath("promtool"), "promtool is not on this machine: rules not tried");
        assertThat(promtool("check", "rules", "objectives.yml", "platform.yml", "register.yml"))
                .contains("SUCCESS")
                .doesNotContain("FAILED");
        assertThat(promtool("test", "rules", "rules-test.yml"))
                .contains("SUCCESS")
                .doesNotContain("FAILED");
    }

    @Test
    void eachAlertIsTestedAndHasARunbook() throws IOException {
        String runbooks = Manifests.text("docs/runbooks.md");
        String tests = Manifests.text("docker/prometheus/rules/rules-test.yml");
        List<String> names = new ArrayList<>();
        for (JsonNode rule : rules()) {
            if (rule.has("alert")) {
                String name = rule.path("alert").asString();
                names.add(name);
                assertThat(runbooks).contains("\n## " + name + "\n");
                assertThat(tests).contains("alertname: " + name);
                assertThat(rule.at("/labels/severity").asString()).isIn("page", "ticket");
                assertThat(rule.at("/annotations/runbook").asString())
                        .isEqualTo("docs/runbooks.md#" + name.toLowerCase(Locale.ROOT));
            }
        }
        assertThat(names).hasSizeGreaterThan(12).doesNotHaveDuplicates();
        assertThat(runbooks.lines().filter(line -> line.startsWith("## ")))
                .containsExactlyInAnyOrderElementsOf(names.stream().map(n -> "## " + n).toList());
    }

    @Test
    void prometheusReadsAllRulesAndKubernetesHasTheSame() throws IOException {
        List<String> read =
                yaml(PROMETHEUS.resolve("prometheus.yml"))
                        .path("rule_files")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList();
        List<JsonNode> groups = new ArrayList<>();
        for (String file : read) {
            Path rules = PROMETHEUS.resolve(file.replace("/etc/prometheus/", ""));
            yaml(rules).path("groups").forEach(groups::add);
        }
        List<JsonNode> inKubernetes = new ArrayList<>();
        yaml(Path.of("../k8s/overlays/production/alerts.yaml"))
                .at("/spec/groups")
                .forEach(inKubernetes::add);

        assertThat(inKubernetes).isEqualTo(groups);
        assertThat(read).hasSize((int) files(PROMETHEUS.resolve("rules")).count() - 1);
    }

    @Test
    void eachDashboardIsOneThatGrafanaTakes() throws IOException {
        Set<String> ids = new HashSet<>();
        List<Path> files =
                files(DASHBOARDS).filter(file -> file.toString().endsWith(".json")).toList();
        assertThat(files).hasSize(5);
        for (Path file : files) {
            JsonNode dashboard = JSON.readTree(file.toFile());
            assertThat(file.getFileName()).hasToString(dashboard.path("uid").asString() + ".json");
            assertThat(ids.add(dashboard.path("uid").asString())).isTrue();
            Set<Integer> panels = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(panels.add(panel.path("id").asInt())).isTrue();
                assertThat(panel.at("/datasource/uid").asString()).isEqualTo("prometheus");
                assertThat(panel.path("title").asString()).isNotBlank();
                assertThat(panel.path("targets")).isNotEmpty();
            }
        }
        assertThat(yaml(Path.of("../docker/grafana/prometheus.yml")).at("/datasources/0/uid"))
                .hasToString("\"prometheus\"");
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        for (Path file : files(PROMETHEUS.resolve("rules")).toList()) {
            for (JsonNode group : yaml(file).path("groups")) {
                group.path("rules").forEach(rules::add);
            }
        }
        return rules;
    }

    private static String promtool(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(words));
        Path said = Files.createTempFile("promtool", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(PROMETHEUS.resolve("rules").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isZero();
            return Files.readString(said);
        } finally {
            Files.delete(said);
        }
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList().stream();
        }
    }

    private static JsonNode yaml(Path file) throws IOException {
        return JSON.valueToTree(new Yaml().load(Files.readString(file)));
    }
}
