package vn.dancu.sandbox.infrastructure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker inside this process: the real one, a cluster of one combined node, its data kept
 * in a folder between runs.
 */
public final class LocalBroker implements AutoCloseable {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final KafkaRaftServer server;
    private final int port;
    private final FolderLock owner;

    private LocalBroker(KafkaRaftServer server, int port, FolderLock owner) {
        this.server = server;
        this.port = port;
        this.owner = owner;
    }

    /**
     * Starts the broker, formatting its storage at the first time; returns when it serves clients.
     *
     * @throws InfrastructureException if a port is taken, another process uses the folder, or the
     *     broker refuses to start
     */
    public static LocalBroker start(BrokerSettings settings) {
        FolderLock owner = FolderLock.of(Folders.ownerOnly(settings.folder()));
        try {
            // Kafka ends the whole process when it cannot bind: so ask before it does.
            requireFree(settings.port());
            requireFree(settings.controllerPort());
            Properties configuration = settings.configuration();
            formatOnce(settings.folder(), configuration);
            var server = new KafkaRaftServer(new KafkaConfig(configuration, false), Time.SYSTEM);
            server.startup();
            return new LocalBroker(server, settings.port(), owner);
        } catch (RuntimeException e) {
            owner.close();
            throw new InfrastructureException("Kafka does not start: " + e.getMessage(), e);
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Writes all to disk and stops. Closing twice is harmless. */
    @Override
    public void close() {
        if (!owner.isHeld()) {
            return;
        }
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            owner.close();
        }
    }

    private static void requireFree(int port) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
        } catch (IOException e) {
            throw new InfrastructureException("port " + port + " is taken", e);
        }
    }

    /** Through Kafka's own tool, as an operator would; storage that is already formatted stays. */
    private static void formatOnce(Path folder, Properties configuration) {
        Path file = folder.resolve("server.properties");
        var said = new ByteArrayOutputStream();
        try (Writer writer = Files.newBufferedWriter(file);
                var out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            configuration.store(writer, "Written at each start; changes here are lost.");
            writer.flush();
            if (Files.exists(folder.resolve("log").resolve("meta.properties"))) {
                return;
            }
            String[] command = {
                "format",
                "--ignore-formatted",
                "--cluster-id",
                Uuid.randomUuid().toString(),
                "--config",
                file.toString()
            };
            if (StorageTool.execute(command, out) != 0) {
                throw new InfrastructureException(
                        "Kafka's storage cannot be formatted: "
                                + said.toString(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (KafkaException e) {
            throw new InfrastructureException("Kafka's storage cannot be formatted", e);
        }
    }
}
