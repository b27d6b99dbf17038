package vn.dancu.testing;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** Whether containers can be had. */
final class DockerEngine {

    private DockerEngine() {}

    /**
     * Testcontainers is asked only where there is something to ask: where there is nothing, it
     * complains at length in the log.
     */
    static boolean answers() {
        boolean configured =
                System.getenv("DOCKER_HOST") != null
                        || Files.exists(home().resolve(".testcontainers.properties"));
        return (configured || usualSockets().anyMatch(DockerEngine::accepts))
                && DockerClientFactory.instance().isDockerAvailable();
    }

    private static Stream<Path> usualSockets() {
        Path runtime =
                Path.of(Objects.requireNonNullElse(System.getenv("XDG_RUNTIME_DIR"), "/run"));
        return Stream.of(
                Path.of("/var/run/docker.sock"),
                runtime.resolve("docker.sock"),
                home().resolve(".docker/run/docker.sock"),
                home().resolve(".docker/desktop/docker.sock"));
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home", "."));
    }

    private static boolean accepts(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
