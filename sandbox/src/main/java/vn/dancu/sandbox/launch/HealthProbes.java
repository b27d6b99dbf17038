package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the parts whether they work, as a client would. */
final class HealthProbes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int OK = 200;

    /**
     * What a gateway says when no service stands behind a route, or a service that does not trust
     * the token. A refusal for want of a scope (403) is a service's own answer.
     */
    private static final Set<Integer> NOT_AN_ANSWER = Set.of(401, 404, 500, 502, 503, 504);

    private static final String CLIENT = "ops";

    private final PortPlan ports;
    private final DemonstrationTokens tokens;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    private @Nullable String token;

    HealthProbes(DataFolder data, PortPlan ports) {
        this.ports = ports;
        this.tokens = new DemonstrationTokens(data, ports);
    }

    /** The part itself says UP. */
    boolean up(Part part) throws InterruptedException {
        return status(address(part) + "/actuator/health") == OK;
    }

    /** A real token from the gateway brings a real answer from this part through the gateway. */
    boolean routed(Part part) throws InterruptedException {
        if (part.routeProbe().isEmpty()) {
            return true;
        }
        Optional<String> known = token();
        if (part == Part.AUTHORIZATION_SERVER || known.isEmpty()) {
            return known.isPresent();
        }
        int status =
                status(
                        address(Part.GATEWAY) + part.routeProbe().get(),
                        "Authorization",
                        "Bearer " + known.get());
        return status > 0 && !NOT_AN_ANSWER.contains(status);
    }

    private synchronized Optional<String> token() throws InterruptedException {
        if (token == null) {
            try {
                Optional<String> secret = tokens.secret(CLIENT);
                if (secret.isPresent()) {
                    token = tokens.fetch(client, CLIENT, secret.get()).orElse(null);
                }
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(token);
    }

    boolean listens(int port) {
        try (Socket socket = new Socket()) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            socket.connect(address, (int) PATIENCE.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String address(Part part) {
        return "http://127.0.0.1:" + ports.of(part);
    }

    /** The HTTP status; 0 if there is no answer. */
    private int status(String address, String... headers) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
