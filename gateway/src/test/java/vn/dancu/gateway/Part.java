package vn.dancu.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A part of the platform behind the gateway: a small real HTTP server that notes what it gets. */
final class Part implements AutoCloseable {
    final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    /** Requests whose head has come, and perhaps nothing more. */
    final AtomicInteger begun = new AtomicInteger();

    final AtomicInteger connectionsToCut = new AtomicInteger();
    final CountDownLatch release = new CountDownLatch(1);
    private final HttpServer server;
    private final Issuer issuer;

    Part(Issuer issuer) throws IOException {
        this(issuer, 0);
    }

    Part(Issuer issuer, int port) throws IOException {
        this.issuer = issuer;
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** The next request that came. */
    Received next() throws InterruptedException {
        Received next = received.poll(5, TimeUnit.SECONDS);
        assertThat(next).as("the part got a request").isNotNull();
        return next;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String uri() {
        return "http://localhost:" + port();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/oauth2/jwks") && exchange.getRequestMethod().equals("GET")) {
            respond(exchange, 200, issuer.keys());
            return;
        }
        if (path.startsWith("/actuator/")) {
            respond(exchange, 200, "{\"status\":\"UP\"}");
            return;
        }
        begun.incrementAndGet();
        if (connectionsToCut.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            received.add(new Received(exchange, 0, ""));
            exchange.getRequestBody().readAllBytes();
            exchange.close(); // no status line was sent: the connection ends without an answer
            return;
        }
        if (path.endsWith("/over-quota")) {
            respond(exchange, 429, "{\"code\":\"quota_exceeded\"}");
            return;
        }
        if (path.endsWith("/slow")) {
            awaitRelease();
        }
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        String start = "";
        var body = exchange.getRequestBody();
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            if (bytes == 0) {
                start = new String(buffer, 0, Math.min(n, 4096), StandardCharsets.UTF_8);
            }
            bytes += n;
        }
        received.add(new Received(exchange, bytes, start));
        if (path.endsWith("/busy")) {
            exchange.getResponseHeaders().set("Retry-After", "7");
            respond(exchange, 503, "{\"code\":\"unavailable\",\"of\":\"the part\"}");
        } else {
            exchange.getResponseHeaders().set("X-Correlation-Id", "set-by-the-part");
            respond(exchange, 200, "{\"bytes\":" + bytes + "}");
        }
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void respond(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        release.countDown();
        server.stop(0);
    }

    /** One request as the part saw it. */
    record Received(
            String method,
            String uri,
            Map<String, List<String>> headers,
            long bodyBytes,
            String bodyStart) {
        Received(HttpExchange exchange, long bodyBytes, String bodyStart) {
            this(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    bodyBytes,
                    bodyStart);
        }

        boolean has(String header) {
            return headers.keySet().stream().anyMatch(header::equalsIgnoreCase);
        }

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }
}
