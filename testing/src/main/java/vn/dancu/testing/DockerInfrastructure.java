package vn.dancu.testing;

import java.util.UUID;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import vn.dancu.sandbox.infrastructure.Databases;

/** PostgreSQL and brokers in containers, of the images that the Compose file names. */
final class DockerInfrastructure implements Infrastructure {

    private static final String POSTGRES_IMAGE = "postgres:18";
    private static final String KAFKA_IMAGE = "apache/kafka:4.2.2";

    private final PostgreSQLContainer postgres;

    private DockerInfrastructure(PostgreSQLContainer postgres) {
        this.postgres = postgres;
    }

    static DockerInfrastructure start() {
        var postgres =
                new PostgreSQLContainer(POSTGRES_IMAGE)
                        .withDatabaseName("postgres")
                        .withUsername("postgres")
                        .withPassword(UUID.randomUUID().toString())
                        .withEnv(
                                "POSTGRES_INITDB_ARGS",
                                "--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8")
                        // While its data folder is made it listens on no address, so who answers
                        // there is ready; how often it says so in its log is up to the image.
                        .waitingFor(Wait.forSuccessfulCommand("pg_isready -q -h 127.0.0.1"))
                        // Testcontainers switches fsync off; these tests cause crashes.
                        .withCommand(
                                "postgres",
                                "-c",
                                "fsync=on",
                                "-c",
                                "max_connections=200",
                                "-c",
                                "timezone=UTC");
        postgres.start();
        return new DockerInfrastructure(postgres);
    }

    @Override
    public Databases databases() {
        return new Databases(
                postgres.getHost() + ":" + postgres.getMappedPort(5432),
                postgres.getUsername(),
                postgres.getPassword());
    }

    @Override
    public TestBroker newBroker() {
        var kafka =
                new KafkaContainer(KAFKA_IMAGE)
                        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                        // What it logs, and whether, is up to the image too.
                        .waitingFor(Wait.forListeningPort());
        kafka.start();
        // A broker that is closed still tells where it was: tests look whether it is gone.
        String address = kafka.getBootstrapServers();
        return new TestBroker() {
            @Override
            public String bootstrapServers() {
                return address;
            }

            @Override
            public void close() {
                kafka.stop();
            }
        };
    }

    @Override
    public void close() {
        postgres.stop();
    }
}
