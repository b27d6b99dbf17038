package vn.dancu.testing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** The two addresses of an issuer that a service uses: its keys, and tokens for services. */
final class IssuerServer implements AutoCloseable {

    static final String KEYS = "/oauth2/jwks";
    static final String TOKENS = "/oauth2/token";

    private static final String INTERNAL = "internal:";
    private static final int MAX_FORM_BYTES = 4096;

    private final HttpServer server;
    private final ExecutorService threads;

    private IssuerServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * @param serviceToken makes the token with which one service calls another
     */
    static IssuerServer start(JWK publicKey, BinaryOperator<String> serviceToken)
            throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        String keys = new JWKSet(publicKey).toString();
        server.createContext(KEYS, exchange -> answer(exchange, 200, keys));
        server.createContext(TOKENS, exchange -> answerToken(exchange, serviceToken));
        server.start();
        return new IssuerServer(server, threads);
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answerToken(HttpExchange exchange, BinaryOperator<String> serviceToken)
            throws IOException {
        String form =
                new String(
                        exchange.getRequestBody().readNBytes(MAX_FORM_BYTES),
                        StandardCharsets.UTF_8);
        Optional<String> client = client(exchange);
        Optional<String> target =
                Stream.of(form.split("&", -1))
                        .map(IssuerServer::decoded)
                        .filter(field -> field.startsWith("scope=" + INTERNAL))
                        .map(field -> field.substring(("scope=" + INTERNAL).length()))
                        .findFirst();
        if (client.isEmpty()) {
            answer(exchange, 401, "{\"error\":\"invalid_client\"}");
        } else if (target.isEmpty()) {
            answer(exchange, 400, "{\"error\":\"invalid_scope\"}");
        } else {
            String token = serviceToken.apply(client.get(), target.get());
            answer(
                    exchange,
                    200,
                    """
                    {"access_token":"%s","token_type":"Bearer","expires_in":600}"""
                            .formatted(token));
        }
    }

    /** The client of HTTP Basic, if its secret is the one that the service was given. */
    private static Optional<String> client(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null || !header.startsWith("Basic ")) {
            return Optional.empty();
        }
        String pair =
                new String(
                        Base64.getDecoder().decode(header.substring("Basic ".length())),
                        StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        String name = decoded(pair.substring(0, Math.max(0, colon)));
        String secret = decoded(pair.substring(colon + 1));
        return secret.equals("secret-of-" + name) ? Optional.of(name) : Optional.empty();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (exchange;
                var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
