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
import java.util.Set;

/** Asks the parts whether they work, as a client would. */
final class HealthProbes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int OK = 200;

    /** What a gateway says when no service stands behind a route. */
    private static final Set<Integer> NOBODY_ANSWERS = Set.of(404, 500, 502, 503, 504);

    private final PortPlan ports;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    HealthProbes(PortPlan ports) {
        this.ports = ports;
    }

    /** The part itself says UP. */
    boolean up(Part part) throws InterruptedException {
        return status(address(part) + "/actuator/health") == OK;
    }

    /** The gateway's answer on the route of this part comes from the part. */
    boolean routed(Part part) throws InterruptedException {
        if (part.routeProbe().isEmpty()) {
            return true;
        }
        int status = status(address(Part.GATEWAY) + part.routeProbe().get());
        return status > 0 && !NOBODY_ANSWERS.contains(status);
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
    private int status(String address) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
