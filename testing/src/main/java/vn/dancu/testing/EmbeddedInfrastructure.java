package vn.dancu.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import vn.dancu.sandbox.infrastructure.BrokerSettings;
import vn.dancu.sandbox.infrastructure.Databases;
import vn.dancu.sandbox.infrastructure.Folders;
import vn.dancu.sandbox.infrastructure.InfrastructureException;
import vn.dancu.sandbox.infrastructure.LocalBroker;
import vn.dancu.sandbox.infrastructure.LocalPostgres;
import vn.dancu.sandbox.infrastructure.PostgresSettings;

/** PostgreSQL and brokers of the sandbox, in a temporary folder, gone when this process is. */
final class EmbeddedInfrastructure implements Infrastructure {

    private static final int MEMORY_MEBIBYTES = 128;
    private static final int MAX_CONNECTIONS = 200;
    private static final int PORT_ATTEMPTS = 5;

    private final Path folder;
    private final LocalPostgres postgres;
    private final Watchdog watchdog;
    private final Queue<TestBroker> brokers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger brokerCount = new AtomicInteger();

    private EmbeddedInfrastructure(Path folder, LocalPostgres postgres, Watchdog watchdog) {
        this.folder = folder;
        this.postgres = postgres;
        this.watchdog = watchdog;
    }

    static EmbeddedInfrastructure start() {
        try {
            Path folder = Files.createTempDirectory("dancu-test-");
            LocalPostgres postgres =
                    onFreePorts(
                            () ->
                                    LocalPostgres.start(
                                            new PostgresSettings(
                                                    folder.resolve("postgres"),
                                                    FreePort.find(),
                                                    MEMORY_MEBIBYTES,
                                                    MAX_CONNECTIONS)));
            Watchdog watchdog = Watchdog.over(folder, postgres.stopCommand());
            return new EmbeddedInfrastructure(folder, postgres, watchdog);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Databases databases() {
        return postgres.databases();
    }

    @Override
    public TestBroker newBroker() {
        Path place = folder.resolve("kafka-" + brokerCount.incrementAndGet());
        LocalBroker broker =
                onFreePorts(
                        () ->
                                LocalBroker.start(
                                        new BrokerSettings(
                                                place, FreePort.find(), FreePort.find())));
        TestBroker started = new EmbeddedBroker(broker, place);
        brokers.add(started);
        return started;
    }

    /**
     * Leaves PostgreSQL and the folder to the watchdog: what is thrown away need not be written to
     * disk first, and on a busy machine the end of a test process is cut short.
     */
    @Override
    public void close() {
        brokers.forEach(TestBroker::close);
        watchdog.release();
    }

    Path folder() {
        return folder;
    }

    long postgresProcessId() {
        return postgres.processId();
    }

    /** Between asking for a free port and using it, somebody else may: then with other ports. */
    private static <T> T onFreePorts(Supplier<T> start) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.get();
            } catch (InfrastructureException e) {
                if (attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private record EmbeddedBroker(LocalBroker broker, Path place) implements TestBroker {

        @Override
        public String bootstrapServers() {
            return broker.bootstrapServers();
        }

        @Override
        public void close() {
            broker.close();
            Folders.delete(place);
        }
    }
}
