package vn.dancu.acceptance.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class GatewayClientTest {
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final List<String> bearers = Collections.synchronizedList(new ArrayList<>());
    private int tokens;
    private HttpServer server;
    private GatewayClient client;

    @TempDir private Path folder;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/oauth2/token",
                exchange ->
                        answer(
                                exchange,
                                200,
                                "{\"access_token\":\"t" + ++tokens + "\",\"expires_in\":600}"));
        server.start();
        Path credentials = folder.resolve("credentials.properties");
        Files.writeString(credentials, "moj=secret\n");
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        client = new GatewayClient(address, Credentials.read(credentials));
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void aCommandIsSentAgainWithItsKeyWhileAPartIsDown() {
        serve(503, 502, 201);
        Answer answer = post();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(keys).containsExactly("key-1", "key-1", "key-1");
        assertThat(client.retries()).isEqualTo(2);
    }

    @Test
    void aCommandIsSentAgainWhenTheConnectionBreaksWithoutAnAnswer() {
        // 0 stands for a connection that is closed in the middle.
        serve(0, 201);
        assertThat(post().status()).isEqualTo(201);
        assertThat(keys).hasSizeGreaterThanOrEqualTo(2).containsOnly("key-1");
    }

    @Test
    void aRefusalIsAnsweredAtOnceWithItsCode() {
        serve(422);
        Answer answer = post();
        assertThat(answer.code()).isEqualTo("code_422");
        assertThat(keys).hasSize(1);
        assertThatThrownBy(() -> answer.required("birth"))
                .isInstanceOf(DemoFailure.class)
                .hasMessage("birth: 422 code_422");
    }

    @Test
    void aTokenThatIsNoLongerGoodIsFetchedAnew() {
        serve(401, 201);
        assertThat(post().status()).isEqualTo(201);
        assertThat(bearers).containsExactly("Bearer t1", "Bearer t2");
    }

    @Test
    void aClientThatStaysUnauthorisedIsNotTriedForEver() {
        serve(401, 401);
        assertThat(post().status()).isEqualTo(401);
        assertThat(bearers).hasSize(2);
    }

    @Test
    void aClientWithoutASecretIsNamed() {
        serve(200);
        assertThatThrownBy(() -> client.get("nobody", "/population/v1/births"))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("nobody");
    }

    private Answer post() {
        return client.post(
                "moj",
                "/population/v1/births",
                "key-1",
                JsonMapper.builder().build().createObjectNode().put("a", 1));
    }

    private void serve(int... statuses) {
        server.createContext(
                "/population",
                exchange -> {
                    int index = Math.min(keys.size(), statuses.length - 1);
                    keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
                    bearers.add(exchange.getRequestHeaders().getFirst("Authorization"));
                    int status = statuses[index];
                    if (status == 0) {
                        exchange.close();
                    } else {
                        answer(exchange, status, "{\"code\":\"code_" + status + "\"}");
                    }
                });
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
