package vn.dancu.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are bad at sending their bodies, whether they mean it or not. */
class ClientBodyTest {
    private static final String TOKEN_PATH = "/oauth2/token";
    private static final String STREAM_PATH = "/population/v1/imports";
    private static final int BREAKER_WINDOW = 4;
    private static final int ANSWER_MILLIS = 20_000;
    private static Part part;
    private static Gateway gateway;
    private static String token;
    private static ScheduledExecutorService clock;

    @BeforeAll
    static void start() throws Exception {
        var issuer = new Issuer();
        part = new Part(issuer);
        gateway =
                new Gateway(
                        part,
                        "--server.tomcat.connection-timeout=2s",
                        "--server.tomcat.keep-alive-timeout=60s",
                        "--dancu.gateway.body-time=500ms",
                        "--dancu.gateway.held-bodies=256KB",
                        "--dancu.gateway.stream-window=500ms",
                        "--dancu.gateway.breaker-minimum=" + BREAKER_WINDOW,
                        "--dancu.gateway.breaker-window=" + BREAKER_WINDOW,
                        "--dancu.gateway.breaker-open=60s");
        token = issuer.token("moj", Map.of());
        clock = Executors.newSingleThreadScheduledExecutor();
    }

    @AfterAll
    static void stop() {
        clock.shutdownNow();
        gateway.close();
        part.close();
    }

    @BeforeEach
    void forget() {
        part.begun.set(0);
    }

    /** A client that announces 100 bytes and has sent five of them. */
    private static Socket beginning(String path) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.setTcpNoDelay(true);
        String head =
                "POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: 100\r\n\r\nabcde"
                        .formatted(
                                path,
                                path.equals(TOKEN_PATH)
                                        ? ""
                                        : "Authorization: Bearer " + token + "\r\n");
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The answer up to the end of its problem, which is one flat JSON object. */
    private static String answer(Socket socket) throws IOException {
        var seen = new StringBuilder();
        var in = socket.getInputStream();
        int b = in.read();
        while (b >= 0 && b != '}') {
            seen.append((char) b);
            b = in.read();
        }
        return seen.toString();
    }

    private static void assertNoPartIsBlamed(String path) throws Exception {
        var request =
                path.equals(TOKEN_PATH) ? gateway.request(path) : gateway.request(path, token);
        var after = gateway.send(request.POST(BodyPublishers.ofString("whole")));
        assertThat(after.statusCode()).as(after.body()).isEqualTo(200);
        assertThat(metrics().lines().filter(line -> line.startsWith("resilience4j")))
                .anyMatch(line -> line.contains("buffered_calls") && line.contains("\"failed\""))
                .filteredOn(line -> line.contains("buffered_calls") && line.contains("\"failed\""))
                .allMatch(line -> line.endsWith(" 0.0"));
    }

    private static String metrics() throws Exception {
        return gateway.send(gateway.request("/actuator/prometheus", token)).body();
    }

    @ParameterizedTest
    @ValueSource(strings = {TOKEN_PATH, STREAM_PATH})
    void bodyThatEndsEarlyIsTheClientsFault(String path) throws Exception {
        for (int i = 0; i < 2 * BREAKER_WINDOW; i++) {
            try (var socket = beginning(path)) {
                socket.shutdownOutput();
                assertThat(answer(socket))
                        .startsWith("HTTP/1.1 400")
                        .contains("\"code\":\"malformed_body\"");
            }
        }
        assertNoPartIsBlamed(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {TOKEN_PATH, STREAM_PATH})
    void clientThatGoesAwayInItsBodyIsNoFaultOfThePart(String path) throws Exception {
        double before = refusedRequests();
        for (int i = 0; i < 2 * BREAKER_WINDOW; i++) {
            try (var socket = beginning(path)) {
                socket.setSoLinger(true, 0); // closes with a reset, as a process does that dies
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> refusedRequests() >= before + 2 * BREAKER_WINDOW);
        assertNoPartIsBlamed(path);
    }

    /** How many requests the gateway has ended with 400. */
    private static double refusedRequests() throws Exception {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("http_server_requests_seconds_count"))
                .filter(line -> line.contains("status=\"400\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {TOKEN_PATH, STREAM_PATH})
    void clientThatSendsByteByByteIsGivenUp(String path) throws Exception {
        try (var socket = beginning(path)) {
            var out = socket.getOutputStream();
            var drops = clock.scheduleAtFixedRate(() -> drop(out), 50, 50, TimeUnit.MILLISECONDS);
            try {
                assertThat(answer(socket))
                        .startsWith("HTTP/1.1 408")
                        .contains("\"code\":\"body_too_slow\"");
            } finally {
                drops.cancel(false);
            }
        }
        assertThat(part.begun).as("reached the part").hasValue(path.equals(STREAM_PATH) ? 1 : 0);
        assertNoPartIsBlamed(path);
    }

    /** Throws when the gateway has hung up, which ends the schedule. */
    private static void drop(java.io.OutputStream out) {
        try {
            out.write('x');
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TOKEN_PATH, STREAM_PATH})
    void clientThatFallsSilentIsGivenUp(String path) throws Exception {
        try (var socket = beginning(path)) {
            assertThat(answer(socket))
                    .startsWith("HTTP/1.1 408")
                    .contains("\"code\":\"body_too_slow\"");
        }
        assertNoPartIsBlamed(path);
    }

    @Test
    void bodiesThatAreHeldHaveABoundTogetherAndGiveTheirRoomBack() throws Exception {
        for (int i = 0; i < 3; i++) {
            var refused = post(new byte[300 * 1024]);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("\"code\":\"unavailable\"");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        }
        for (int i = 0; i < 3; i++) {
            var passed = post(new byte[200 * 1024]);
            assertThat(passed.statusCode()).as(passed.body()).isEqualTo(200);
            assertThat(passed.body()).contains("\"bytes\":" + 200 * 1024);
        }
    }

    private static java.net.http.HttpResponse<String> post(byte[] body) throws Exception {
        return gateway.send(
                gateway.request("/population/v1/births", token)
                        .POST(BodyPublishers.ofByteArray(body)));
    }
}
