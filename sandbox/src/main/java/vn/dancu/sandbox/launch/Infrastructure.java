package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.dancu.sandbox.infrastructure.BrokerSettings;
import vn.dancu.sandbox.infrastructure.InfrastructureException;
import vn.dancu.sandbox.infrastructure.LocalBroker;
import vn.dancu.sandbox.infrastructure.LocalPostgres;
import vn.dancu.sandbox.infrastructure.PostgresSettings;

/** PostgreSQL and Kafka of this platform: the first to start, the last to stop. */
final class Infrastructure {
    static final String POSTGRES = "PostgreSQL";

    private static final int MAX_CONNECTIONS = 120;

    private final DataFolder data;
    private final PortPlan ports;
    private final MemoryProfile memory;

    private @Nullable LocalPostgres postgres;
    private @Nullable LocalBroker broker;
    private int restarts;

    Infrastructure(DataFolder data, PortPlan ports, MemoryProfile memory) {
        this.data = data;
        this.ports = ports;
        this.memory = memory;
    }

    /** Stops a server that a killed supervisor left; it would hold the port and the data. */
    static boolean stopLeftover(DataFolder data) {
        Path folder = data.postgres();
        return Files.isDirectory(folder) && LocalPostgres.stopLeftover(folder);
    }

    /** Starts PostgreSQL and makes a database for each service that has one. */
    synchronized void startPostgres(Map<Part, String> passwords) {
        PostgresSettings settings =
                new PostgresSettings(
                        data.postgres(),
                        ports.postgres(),
                        memory.postgresMebibytes(),
                        MAX_CONNECTIONS);
        LocalPostgres started = LocalPostgres.start(settings);
        postgres = started;
        writeRecord(started);
        for (Map.Entry<Part, String> entry : passwords.entrySet()) {
            started.databases().create(entry.getKey().database().orElseThrow(), entry.getValue());
        }
    }

    void startBroker() {
        broker =
                LocalBroker.start(
                        new BrokerSettings(data.kafka(), ports.kafka(), ports.kafkaController()));
    }

    Optional<Long> postgresPid() {
        LocalPostgres current = postgres;
        try {
            return current == null ? Optional.empty() : Optional.of(current.processId());
        } catch (InfrastructureException e) {
            return Optional.empty();
        }
    }

    /** Starts PostgreSQL again if its server process has died. True if it had. */
    synchronized boolean revivePostgres(Map<Part, String> passwords) {
        LocalPostgres current = postgres;
        if (current == null || postgresPid().isPresent()) {
            return false;
        }
        current.close();
        restarts++;
        startPostgres(passwords);
        return true;
    }

    synchronized void stop() throws IOException {
        LocalBroker runningBroker = broker;
        if (runningBroker != null) {
            runningBroker.close();
            broker = null;
        }
        LocalPostgres runningPostgres = postgres;
        if (runningPostgres != null) {
            runningPostgres.close();
            postgres = null;
            ProcessRecord.delete(data.run(), POSTGRES);
        }
    }

    /** For {@code status}, which is another process. */
    private void writeRecord(LocalPostgres started) {
        try {
            ProcessHandle server = ProcessHandle.of(started.processId()).orElseThrow();
            ProcessRecord.of(POSTGRES, server, "bin/postgres", ports.postgres(), restarts)
                    .write(data.run());
        } catch (IOException e) {
            throw new LaunchException("cannot write to " + data.run() + ": " + e, e);
        }
    }
}
