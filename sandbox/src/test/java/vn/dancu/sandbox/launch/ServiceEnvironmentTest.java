package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceEnvironmentTest {
    private final ServiceEnvironment environment =
            new ServiceEnvironment(
                    Path.of("/project"), new DataFolder(Path.of("/data")), new PortPlan(9000));

    @Test
    void addressesFollowThePortBase() {
        Map<String, String> values = environment.of(Part.CARD_ISSUANCE_SERVICE);

        assertThat(values)
                .containsEntry("SERVER_PORT", "9006")
                .containsEntry("DANCU_CONFIG_URI", "http://127.0.0.1:9001")
                .containsEntry("DANCU_DISCOVERY_URI", "http://127.0.0.1:9002")
                .containsEntry("DANCU_AUTHORIZATION_URI", "http://127.0.0.1:9003")
                .containsEntry("DANCU_ISSUER", "http://localhost:9000")
                .containsEntry("DANCU_DB_PORT", "9008")
                .containsEntry("DANCU_KAFKA", "127.0.0.1:9009");
    }

    @Test
    void nothingListensBeyondThisMachine() {
        for (Part part : Part.values()) {
            assertThat(environment.of(part)).containsEntry("SERVER_ADDRESS", "127.0.0.1");
        }
    }

    @Test
    void aServiceIsToldOfItsOwnSecretsOnly() {
        assertThat(environment.of(Part.SHARING_SERVICE))
                .containsEntry("DANCU_SECRETS", "/data/secrets/sharing-service")
                .containsEntry("DANCU_CALLERS", "/data/callers");
        assertThat(environment.of(Part.SHARING_SERVICE).values())
                .noneMatch(value -> value.contains("population-service"));
    }

    @Test
    void theConfigServerReadsTheFilesOfTheProject() {
        assertThat(environment.of(Part.CONFIG_SERVER))
                .containsEntry("DANCU_CONFIG_REPO", "/project/config-repo");
        assertThat(environment.of(Part.GATEWAY)).doesNotContainKey("DANCU_CONFIG_REPO");
    }
}
