package vn.dancu.testing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import vn.dancu.sandbox.infrastructure.Databases;

/** Where databases and brokers come from: one server for a whole test process. */
interface Infrastructure extends AutoCloseable {

    Databases databases();

    TestBroker newBroker();

    @Override
    void close();

    /** Starts at the first call, ends with the process after its Spring contexts are closed. */
    static Infrastructure ofThisProcess() {
        return Started.INSTANCE;
    }

    /** Starts once, whichever test comes first. */
    final class Started {

        private static final Logger log = LoggerFactory.getLogger(RealInfrastructure.class);
        private static final Infrastructure INSTANCE = start();

        private Started() {}

        private static Infrastructure start() {
            Infrastructure infrastructure =
                    switch (System.getProperty("dancu.infrastructure", "auto")) {
                        case "docker" -> docker("asked for");
                        case "embedded" -> embedded("asked for");
                        case "auto" ->
                                DockerEngine.answers()
                                        ? dockerOrElseEmbedded()
                                        : embedded("no Docker engine answers");
                        case String other ->
                                throw new IllegalArgumentException(
                                        "dancu.infrastructure is docker, embedded or auto, not "
                                                + other);
                    };
            SpringApplication.getShutdownHandlers().add(infrastructure::close);
            return infrastructure;
        }

        /** An engine without a registry answers too, and has no images to give. */
        private static Infrastructure dockerOrElseEmbedded() {
            try {
                return docker("a Docker engine answers");
            } catch (ContainerLaunchException | ContainerFetchException e) {
                return embedded(
                        "a Docker engine answers, but gives no containers: "
                                + e.getClass().getSimpleName());
            }
        }

        private static Infrastructure docker(String reason) {
            log.info("PostgreSQL and Kafka: Testcontainers ({})", reason);
            return DockerInfrastructure.start();
        }

        private static Infrastructure embedded(String reason) {
            log.info("PostgreSQL and Kafka: embedded ({})", reason);
            return EmbeddedInfrastructure.start();
        }
    }
}
