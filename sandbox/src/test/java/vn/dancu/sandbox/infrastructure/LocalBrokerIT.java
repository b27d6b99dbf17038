package vn.dancu.sandbox.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LocalBrokerIT {

    @TempDir private Path folder;

    private final int port = FreePorts.one();
    private final int controllerPort = FreePorts.one();

    @Test
    void recordsAndOffsetsStayWhenItIsStoppedAndStartedOnOtherPorts() throws Exception {
        String cluster;
        try (LocalBroker broker =
                LocalBroker.start(new BrokerSettings(folder, FreePorts.one(), FreePorts.one()))) {
            cluster = clusterId(broker);
            Records.createTopic(broker.bootstrapServers());
            Records.send(broker.bootstrapServers(), "first");
            assertThat(Records.read(broker.bootstrapServers(), "reader", 1))
                    .containsExactly("first");
            Records.send(broker.bootstrapServers(), "second");
        }
        try (LocalBroker broker = start()) {
            assertThat(clusterId(broker)).isEqualTo(cluster);
            assertThat(Records.read(broker.bootstrapServers(), "reader", 1))
                    .containsExactly("second");
            assertThat(Records.read(broker.bootstrapServers(), "newcomer", 2))
                    .containsExactly("first", "second");
        }
    }

    @Test
    void recordsOfAKilledProcessAreThereAfterRestart() throws Exception {
        try (ChildJvm child =
                ChildJvm.runUntilReady(
                        BrokerProgram.class,
                        folder.toString(),
                        Integer.toString(port),
                        Integer.toString(controllerPort))) {
            child.killHard();
        }
        try (LocalBroker broker = start()) {
            assertThat(Records.read(broker.bootstrapServers(), "reader", 1))
                    .containsExactly("kept");
        }
    }

    @Test
    void topicsAreNeverMadeBySendingToThem() throws Exception {
        try (LocalBroker broker = start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", port()))) {
            var description = admin.describeTopics(java.util.List.of(Records.TOPIC));
            assertThatThrownBy(() -> description.allTopicNames().get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
            assertThat(broker.bootstrapServers()).isEqualTo(port());
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    @Test
    void folderOrPortInUseIsRefusedAndTheRunningBrokerGoesOn() throws Exception {
        Path other = folder.resolve("other");
        try (LocalBroker broker = start()) {
            var sameFolder = new BrokerSettings(folder, FreePorts.one(), FreePorts.one());
            assertThatThrownBy(() -> LocalBroker.start(sameFolder))
                    .isInstanceOf(InfrastructureException.class)
                    .hasMessageContaining("another process runs a server on");
            var samePort = new BrokerSettings(other, port, FreePorts.one());
            assertThatThrownBy(() -> LocalBroker.start(samePort))
                    .isInstanceOf(InfrastructureException.class)
                    .hasMessageContaining("port " + port + " is taken");
            assertThat(clusterId(broker)).isNotBlank();
        }
    }

    private LocalBroker start() {
        return LocalBroker.start(new BrokerSettings(folder, port, controllerPort));
    }

    private String port() {
        return "127.0.0.1:" + port;
    }

    private static String clusterId(LocalBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.describeCluster().clusterId().get();
        }
    }
}
