package vn.dancu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import vn.dancu.acceptance.PlatformUnderTest.Finished;

/** What docker-compose.yml promises of containers holds for those that run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainersIT {
    private static final List<String> OURS =
            List.of(
                    "config-server",
                    "discovery-server",
                    "authorization-server",
                    "population-service",
                    "id-number-service",
                    "card-issuance-service",
                    "sharing-service",
                    "gateway");

    /** Those that sign what they ask of others, or answer. */
    private static final List<String> SIGNING =
            List.of(
                    "population-service",
                    "id-number-service",
                    "card-issuance-service",
                    "sharing-service");

    private PlatformOfContainers platform;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        assumeTrue(
                PlatformUnderTest.isOfContainers(),
                "containers are tried by ./dancu test --docker and --compose");
        platform = PlatformOfContainers.start();
    }

    @AfterAll
    void stop() throws IOException {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void nothingOfOursRunsAsRootOrCanWriteToItsImage() throws Exception {
        for (String part : OURS) {
            String container = platform.container(part);
            assertThat(inside(container, "id", "-u").strip()).as(part).isEqualTo("10001");
            assertThat(inside(container, "grep", "CapEff", "/proc/1/status"))
                    .as(part)
                    .contains("0000000000000000");
            for (String place : List.of("/app/x", "/etc/x", "/root/x", "/x")) {
                assertThat(platform.inside(container, "touch", place).code())
                        .as("%s writes %s", part, place)
                        .isNotZero();
            }
            assertThat(platform.inside(container, "touch", "/tmp/x").code()).as(part).isZero();
        }
    }

    @Test
    void eachServiceStartsFromItsStartCache() throws Exception {
        assertThat(thoseWithout("app.aot", OURS)).isEmpty();
    }

    @Test
    void signaturesAreMadeByTheLibraryThatIsFast() throws Exception {
        // Unpacked into /tmp and loaded from there: a folder that nothing may be run from stops it.
        assertThat(thoseWithout("[Cc]orretto", SIGNING)).isEmpty();
    }

    /** The parts that have no such file in their memory. */
    private List<String> thoseWithout(String file, List<String> parts) throws Exception {
        List<String> without = new ArrayList<>();
        for (String part : parts) {
            Finished maps =
                    platform.inside(platform.container(part), "grep", "-q", file, "/proc/1/maps");
            if (maps.code() != 0) {
                without.add(part);
            }
        }
        return without;
    }

    @Test
    void nothingButTheGatewayCanBeReachedFromOutside() throws Exception {
        Map<String, String> published = new TreeMap<>();
        for (Map.Entry<String, String> each : platform.containers().entrySet()) {
            String ports = platform.inspect(each.getValue(), "{{json .HostConfig.PortBindings}}");
            if (!ports.equals("{}") && !ports.equals("null")) {
                published.put(each.getKey(), ports);
            }
        }
        assertThat(published).containsOnlyKeys("gateway");
        assertThat(published.get("gateway")).contains("127.0.0.1");
    }

    @Test
    void theBrokerAnswersNobodyWithoutAPassword() throws Exception {
        String container = platform.container("kafka");
        String list =
                "KAFKA_HEAP_OPTS=-Xmx64m timeout %d /opt/kafka/bin/kafka-topics.sh --list"
                        + " --bootstrap-server %s";
        String administrator = " --command-config /etc/dancu/admin.properties";

        assertThat(
                        inside(
                                container,
                                "bash",
                                "-c",
                                list.formatted(60, "localhost:9094") + administrator))
                .contains("idnumber.outcomes.v1");
        for (String door : List.of("kafka:9092", "localhost:9094", "localhost:9093")) {
            Finished refused = platform.inside(container, "bash", "-c", list.formatted(8, door));
            assertThat(refused.code()).as(door).isNotZero();
            assertThat(refused.said()).as(door).doesNotContain("idnumber");
        }
    }

    @Test
    void noSecretStandsInAVariableOrOnACommandLine() throws Exception {
        for (Map.Entry<String, String> each : platform.containers().entrySet()) {
            String told =
                    platform.inspect(
                            each.getValue(), "{{json .Config}} {{json .Path}} {{json .Args}}");
            assertThat(told).as(each.getKey()).contains("PATH=").doesNotContain("demo-");
        }
    }

    @Test
    void aCheckThatIsCutOffDoesNotBringDownTheDatabase() throws Exception {
        String container = platform.container("postgres");
        // What an engine leaves of a check that took too long: a process whose parent is gone.
        String orphan =
                inside(container, "bash", "-c", "setsid sleep 1000 >/dev/null 2>&1 & echo $!")
                        .strip();
        try (Connection connection = platform.database("sharing-service", "sharing")) {
            inside(container, "bash", "-c", "kill -9 " + orphan);

            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(connection.isValid(5)).isTrue());
        }
    }

    private String inside(String container, String... command) throws Exception {
        Finished finished = platform.inside(container, command);
        assertThat(finished.code()).as(finished.said()).isZero();
        return finished.said();
    }
}
