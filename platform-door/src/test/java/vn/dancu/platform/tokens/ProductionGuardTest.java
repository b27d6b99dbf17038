package vn.dancu.platform.tokens;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class ProductionGuardTest {
    private static TokenSettings issuer(String issuer) {
        return new TokenSettings(
                issuer,
                URI.create("https://id.example.vn/jwks"),
                "dancu",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                10,
                Duration.ofMinutes(1));
    }

    private static void check(MockEnvironment environment, String issuer) {
        new ProductionGuard(environment, issuer(issuer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example.vn",
                "https://localhost",
                "https://127.0.0.1:8443",
                "https://[::1]",
                "https://0.0.0.0",
                "id.example.vn"
            })
    void productionRefusesIssuersOfADemonstration(String issuer) {
        var production = new MockEnvironment().withProperty("x", "y");
        production.setActiveProfiles("production");
        assertThatThrownBy(() -> check(production, issuer)).hasMessageContaining("issuer");
        assertThatThrownBy(() -> check(new MockEnvironment(), issuer))
                .as("no profile at all is production")
                .hasMessageContaining("issuer");
        var both = new MockEnvironment();
        both.setActiveProfiles("demonstration", "production");
        assertThatThrownBy(() -> check(both, issuer)).hasMessageContaining("issuer");
    }

    @Test
    void demonstrationMayUseThem() {
        var demonstration = new MockEnvironment().withProperty("dancu.demonstration", "true");
        demonstration.setActiveProfiles("demonstration");
        assertThatCode(() -> check(demonstration, "http://localhost:8080"))
                .doesNotThrowAnyException();
    }

    @Test
    void productionStartsWithItsOwnIssuerAndSecrets() {
        var production =
                new MockEnvironment().withProperty("dancu.client.secret", "from-the-vault");
        assertThatCode(() -> check(production, "https://id.example.vn")).doesNotThrowAnyException();
    }

    @Test
    void productionRefusesSecretsOfADemonstration() {
        for (String name : new String[] {"dancu.client.secret", "spring.datasource.password"}) {
            var production = new MockEnvironment().withProperty(name, "demo-0123");
            assertThatThrownBy(() -> check(production, "https://id.example.vn"))
                    .hasMessageContaining(name);
        }
        var marked = new MockEnvironment().withProperty("dancu.demonstration", "true");
        assertThatThrownBy(() -> check(marked, "https://id.example.vn"))
                .hasMessageContaining("demonstration");
    }
}
