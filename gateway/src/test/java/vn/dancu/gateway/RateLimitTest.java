package vn.dancu.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    @Test
    void eachClientHasItsOwnShareAndTheRestIsRefusedWithAWait() throws Exception {
        var issuer = new Issuer();
        try (var part = new Part(issuer);
                var gateway =
                        new Gateway(
                                part,
                                "--dancu.gateway.client-rate=1",
                                "--dancu.gateway.client-burst=3",
                                "--dancu.gateway.address-rate=1",
                                "--dancu.gateway.address-burst=2")) {
            String busy = issuer.token("busy", Map.of());
            int passed = 0;
            HttpResponse<String> last =
                    gateway.send(gateway.request("/population/v1/persons", busy));
            passed += last.statusCode() == 200 ? 1 : 0;
            for (int i = 1; i < 6; i++) {
                last = gateway.send(gateway.request("/population/v1/persons", busy));
                passed += last.statusCode() == 200 ? 1 : 0;
            }
            assertThat(passed).isBetween(3, 5);
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.body()).contains("\"code\":\"rate_limited\"");
            assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
            String other = issuer.token("other", Map.of());
            assertThat(gateway.send(gateway.request("/population/v1/persons", other)).statusCode())
                    .isEqualTo(200);

            int refused = 0;
            for (int i = 0; i < 6; i++) {
                var answer = gateway.send(gateway.request("/population/v1/persons", "nonsense"));
                assertThat(answer.statusCode()).isIn(401, 429);
                refused += answer.statusCode() == 429 ? 1 : 0;
            }
            assertThat(refused).isPositive();
        }
    }

    @Test
    void clientThatAsksFarBeyondAQuotaIsRefusedAtTheDoorAndOthersAreNot() throws Exception {
        var issuer = new Issuer();
        try (var part = new Part(issuer);
                var gateway =
                        new Gateway(
                                part,
                                "--dancu.gateway.refused-rate=1",
                                "--dancu.gateway.refused-burst=3")) {
            String flooding = issuer.token("flooding", Map.of());
            var over = gateway.request("/population/v1/over-quota", flooding);
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.send(over).statusCode()).isEqualTo(429);
            }
            HttpResponse<String> last = gateway.send(over);
            assertThat(last.body()).contains("\"code\":\"rate_limited\"");
            assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(part.begun.get()).isBetween(3, 10);
            // Its other requests wait a moment too; another client's do not.
            String other = issuer.token("other", Map.of());
            assertThat(gateway.send(gateway.request("/population/v1/persons", other)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void clientThatWasOftenRefusedHasFewPlacesAtOnceUntilItSlowsDown() throws Exception {
        var issuer = new Issuer();
        try (var part = new Part(issuer);
                var callers = Executors.newVirtualThreadPerTaskExecutor();
                var gateway =
                        new Gateway(
                                part,
                                "--dancu.gateway.refused-rate=1",
                                "--dancu.gateway.refused-burst=60")) {
            String flooding = issuer.token("flooding", Map.of());
            for (int i = 0; i < 50; i++) {
                gateway.send(gateway.request("/population/v1/over-quota", flooding));
            }
            int before = part.begun.get();
            var slow = gateway.request("/population/v1/slow", flooding);
            Callable<HttpResponse<String>> asking = () -> gateway.send(slow);
            var waiting = List.of(callers.submit(asking), callers.submit(asking));
            await().until(() -> part.begun.get() == before + 2);

            HttpResponse<String> third = gateway.send(slow);
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.body()).contains("\"code\":\"rate_limited\"");
            assertThat(part.begun.get()).isEqualTo(before + 2);
            String other = issuer.token("other", Map.of());
            assertThat(gateway.send(gateway.request("/population/v1/persons", other)).statusCode())
                    .isEqualTo(200);

            part.release.countDown();
            for (var answer : waiting) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
            assertThat(gateway.send(slow).statusCode()).isEqualTo(200);
        }
    }
}
