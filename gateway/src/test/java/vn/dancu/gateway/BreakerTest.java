package vn.dancu.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BreakerTest {
    @Test
    void partThatFailsIsLeftAloneAndFoundAgainWhenItIsBack() throws Exception {
        var issuer = new Issuer();
        try (var part = new Part(issuer);
                var gateway =
                        new Gateway(
                                part,
                                "--dancu.gateway.breaker-minimum=4",
                                "--dancu.gateway.breaker-window=4",
                                "--dancu.gateway.breaker-open=1s")) {
            String token = issuer.token("moj", Map.of());
            part.connectionsToCut.set(4);
            for (int i = 0; i < 4; i++) {
                assertThat(post(gateway, token)).isEqualTo(503);
            }
            int reached = part.received.size();
            assertThat(post(gateway, token)).as("open: not even tried").isEqualTo(503);
            assertThat(part.received).hasSize(reached);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> post(gateway, token) == 200);
        }
    }

    @Test
    void silentPartIsGivenUpAfterItsTime() throws Exception {
        var issuer = new Issuer();
        try (var part = new Part(issuer);
                var gateway =
                        new Gateway(
                                part,
                                "--dancu.gateway.timeout=300ms",
                                "--dancu.gateway.attempts=1")) {
            String token = issuer.token("moj", Map.of());
            var answer = gateway.send(gateway.request("/population/v1/slow", token));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"unavailable\"");
        }
    }

    @Test
    void withOneOfTwoInstancesGoneEachRequestIsAnsweredOnce() throws Exception {
        var issuer = new Issuer();
        String gone;
        try (var port = new java.net.ServerSocket(0)) {
            gone = "http://localhost:" + port.getLocalPort();
        }
        try (var part = new Part(issuer);
                var gateway =
                        new Gateway(
                                part,
                                "--spring.cloud.discovery.client.simple.instances."
                                        + "population-service[1].uri="
                                        + gone,
                                "--dancu.gateway.breaker-minimum=4",
                                "--dancu.gateway.breaker-window=4",
                                "--dancu.gateway.breaker-open=1m")) {
            String token = issuer.token("moj", Map.of());
            for (int i = 1; i <= 12; i++) {
                assertThat(post(gateway, token)).as("request %s", i).isEqualTo(200);
                assertThat(part.received.poll(1, TimeUnit.SECONDS).bodyStart()).isEqualTo("{}");
            }
            assertThat(part.received).isEmpty();
        }
    }

    @Test
    void whatAPartMayHaveGotIsNotSentToAnother() throws Exception {
        var issuer = new Issuer();
        try (var part = new Part(issuer);
                var gateway = new Gateway(part)) {
            part.connectionsToCut.set(1);
            assertThat(post(gateway, issuer.token("moj", Map.of()))).isEqualTo(503);
            assertThat(part.received).hasSize(1);
        }
    }

    private static int post(Gateway gateway, String token) throws Exception {
        return gateway.send(
                        gateway.request("/population/v1/births", token)
                                .POST(BodyPublishers.ofString("{}")))
                .statusCode();
    }
}
