package vn.dancu.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestContextManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;

@RealInfrastructure(database = "sample")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class RealInfrastructureIT {

    private static final Relay RELAY = Relay.start();

    @Autowired private JdbcClient jdbc;
    @Autowired private TestTokens tokens;
    @Autowired private TestBroker broker;
    @Autowired private TransactionTemplate transaction;
    @Autowired private Outbox outbox;
    @Autowired private SampleService.Ear ear;
    @Autowired private InternalCalls calls;
    @LocalServerPort private int port;

    @DynamicPropertySource
    static void neighbour(DynamicPropertyRegistry properties) {
        properties.add("dancu.calls.sample-service.url", RELAY::address);
    }

    @Test
    void databaseIsADurablePostgres18OwnedByAnOrdinaryUser() {
        assertThat(setting("server_version")).startsWith("18.");
        assertThat(setting("fsync")).isEqualTo("on");
        assertThat(setting("synchronous_commit")).isEqualTo("on");
        assertThat(setting("full_page_writes")).isEqualTo("on");
        assertThat(setting("is_superuser")).isEqualTo("off");
        assertThat(databaseName()).matches("sample_\\d+");
        // The platform's migrations have run.
        assertThat(jdbc.sql("SELECT count(*) FROM outbox").query(Long.class).single()).isZero();
    }

    @Test
    void anEventGoesThroughTheRealBroker() throws InterruptedException {
        String key = UUID.randomUUID().toString();
        var event =
                new OutgoingEvent(
                        SampleService.TOPIC, key, "sample.thing-done.v1", 1, Map.of("id", key));
        transaction.executeWithoutResult(status -> outbox.append(event));
        var heard = ear.heard.poll(30, TimeUnit.SECONDS);
        assertThat(heard).isNotNull();
        assertThat(heard.subject()).isEqualTo(key);
    }

    @Test
    void tokenOfAnOutsiderIsBelievedWithItsClaims() throws Exception {
        var officer = Map.of("scope", "sample.read", "territory", "01");
        assertThat(get("/sample/v1/me", tokens.bearer("officer-hanoi", officer)).body())
                .isEqualTo("officer-hanoi in 01");
    }

    @Test
    void wrongTokensAreRefused() throws Exception {
        assertThat(get("/sample/v1/me", new HttpHeaders()).statusCode()).isEqualTo(401);
        assertThat(status("/sample/v1/me", Map.of("scope", "sample.write"))).isEqualTo(403);
        assertThat(status("/sample/v1/me", Map.of("scope", "sample.read", "aud", "other")))
                .isEqualTo(401);
        assertThat(status("/sample/v1/me", Map.of("scope", "sample.read", "iss", "http://other")))
                .isEqualTo(401);
        Instant past = Instant.now().minus(Duration.ofHours(1));
        assertThat(status("/sample/v1/me", Map.of("scope", "sample.read", "exp", past)))
                .isEqualTo(401);
        assertThat(status("/internal/sample/v1/me", Map.of("scope", "sample.read"))).isIn(401, 403);
    }

    @Test
    void callOfAServiceIsBelievedForThisServiceOnly() throws Exception {
        var caller = Map.of("client_id", "vss", "purpose", "pension");
        HttpHeaders right = tokens.internal("sharing-service", "sample-service", caller);
        assertThat(get("/internal/sample/v1/me", right).body()).contains("\"vss\"", "\"pension\"");
        HttpHeaders other = tokens.internal("sharing-service", "other-service", caller);
        assertThat(get("/internal/sample/v1/me", other).statusCode()).isEqualTo(401);
        HttpHeaders unproven = tokens.internal("sharing-service", "sample-service", caller);
        unproven.set(
                "Dancu-Caller", tokens.caller("card-issuance-service", "sample-service", caller));
        assertThat(get("/internal/sample/v1/me", unproven).statusCode()).isIn(401, 403);
    }

    @Test
    void serviceUnderTestCanCallOthersWithItsOwnProofs() {
        RELAY.target.set("http://127.0.0.1:" + port);
        var client = calls.to("sample-service");
        assertThat(client.get("/internal/sample/v1/me", SampleService.OnBehalf.class))
                .isEqualTo(new SampleService.OnBehalf("sample-service", "event"));
    }

    @Test
    void anotherContextHasAnotherDatabaseAndAnotherBroker() throws Exception {
        var other = new TestContextManager(InAnotherContext.class).getTestContext();
        var context = other.getApplicationContext();
        TestBroker otherBroker = context.getBean(TestBroker.class);
        assertThat(otherBroker.bootstrapServers()).isNotEqualTo(broker.bootstrapServers());
        String databaseOfOther = databaseName(context.getBean(JdbcClient.class));
        assertThat(databaseOfOther).matches("sample_\\d+").isNotEqualTo(databaseName());
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", otherBroker.bootstrapServers()))) {
            assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        }
        assertThat(context.getBean(TestTokens.class)).isSameAs(tokens);
        other.markApplicationContextDirty(DirtiesContext.HierarchyMode.EXHAUSTIVE);
        String[] address = otherBroker.bootstrapServers().split(":", 2);
        assertThatThrownBy(() -> new Socket(address[0], Integer.parseInt(address[1])).close())
                .isInstanceOf(ConnectException.class);
    }

    @RealInfrastructure(database = "sample")
    @SpringBootTest(
            webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
            properties = "sample.other=context")
    static class InAnotherContext {}

    private String databaseName() {
        return databaseName(jdbc);
    }

    private static String databaseName(JdbcClient client) {
        return client.sql("SELECT current_database()").query(String.class).single();
    }

    private String setting(String name) {
        return jdbc.sql("SELECT current_setting(:name)")
                .param("name", name)
                .query(String.class)
                .single();
    }

    private int status(String path, Map<String, ?> claims) throws Exception {
        return get(path, tokens.bearer("moj", claims)).statusCode();
    }

    private HttpResponse<String> get(String path, HttpHeaders headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        headers.forEach((name, values) -> values.forEach(v -> request.header(name, v)));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Stands where the neighbour would, and passes on what it gets: its port is known early. */
    private static final class Relay {

        final AtomicReference<String> target = new AtomicReference<>();
        private final HttpServer server;

        private Relay(HttpServer server) {
            this.server = server;
        }

        static Relay start() {
            try {
                HttpServer server =
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                var relay = new Relay(server);
                server.createContext("/", relay::passOn);
                server.start();
                return relay;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void passOn(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
            var request =
                    HttpRequest.newBuilder(URI.create(target.get() + exchange.getRequestURI()));
            List<String> passed = new ArrayList<>();
            for (String name : List.of("Authorization", "Dancu-Caller")) {
                String value = exchange.getRequestHeaders().getFirst(name);
                request.header(name, value);
                passed.add(value);
            }
            assertThat(passed).doesNotContainNull();
            try (exchange;
                    HttpClient client = HttpClient.newHttpClient()) {
                var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                String type = answer.headers().firstValue("Content-Type").orElse("text/plain");
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
