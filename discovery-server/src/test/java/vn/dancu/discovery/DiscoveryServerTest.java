package vn.dancu.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The registry over HTTP, as its clients see it. */
class DiscoveryServerTest {
    private static ConfigurableApplicationContext context;
    private static String uri;
    private static int firstAnswer;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        context =
                SpringApplication.run(
                        DiscoveryServerApplication.class,
                        "--server.port=0",
                        "--spring.profiles.active=demonstration");
        uri = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
        firstAnswer = send("GET", "/eureka/apps", "").statusCode();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> send("GET", "/eureka/apps", "").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(uri + path))
                                .header("Content-Type", "application/json")
                                .header("Accept", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void registeredPartIsSeenAtOnceAndForgottenWhenItsLeaseEnds() throws Exception {
        String instance =
                """
                {"instance": {"instanceId": "part:1", "hostName": "localhost", "app": "PART",
                 "ipAddr": "127.0.0.1", "vipAddress": "part", "status": "UP",
                 "port": {"$": 18999, "@enabled": "true"},
                 "dataCenterInfo": {
                   "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
                   "name": "MyOwn"},
                 "leaseInfo": {"renewalIntervalInSecs": 1, "durationInSecs": 3}}}
                """;
        assertThat(send("POST", "/eureka/apps/PART", instance).statusCode()).isEqualTo(204);
        assertThat(send("GET", "/eureka/apps/PART", "").body()).contains("18999");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> send("GET", "/eureka/apps/PART", "").statusCode() == 404);
    }

    @Test
    void whatHasJustStartedSaysNothingRatherThanThatNobodyIsThere() {
        assertThat(firstAnswer).isEqualTo(403);
    }

    @Test
    void healthIsUp() throws Exception {
        assertThat(send("GET", "/actuator/health/readiness", "").body()).contains("UP");
    }
}
