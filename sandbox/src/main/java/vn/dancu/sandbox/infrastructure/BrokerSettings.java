package vn.dancu.sandbox.infrastructure;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * Where a {@link LocalBroker} keeps its data and where it listens.
 *
 * @param folder holds the log segments and the cluster's metadata; made when missing
 * @param port for clients, on 127.0.0.1, the only address that is listened on
 * @param controllerPort for the controller of this one node, on 127.0.0.1
 * @param others properties of the broker that stand in place of what is set here
 */
public record BrokerSettings(
        Path folder, int port, int controllerPort, Map<String, String> others) {

    public BrokerSettings {
        others = Map.copyOf(others);
        if (port < 1 || port > 65_535 || controllerPort < 1 || controllerPort > 65_535) {
            throw new IllegalArgumentException("not a port: " + port + " or " + controllerPort);
        }
        if (port == controllerPort) {
            throw new IllegalArgumentException("clients and controller need a port each");
        }
    }

    public BrokerSettings(Path folder, int port, int controllerPort) {
        this(folder, port, controllerPort, Map.of());
    }

    /**
     * One node that is broker and controller. The quorum is named statically, so that the ports may
     * change from one run to the next while the data stays.
     */
    Properties configuration() {
        Properties broker = new Properties();
        broker.put("node.id", "1");
        broker.put("process.roles", "broker,controller");
        broker.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        broker.put("controller.listener.names", "CONTROLLER");
        broker.put("inter.broker.listener.name", "CLIENTS");
        broker.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        broker.put(
                "listeners",
                "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
        broker.put(
                "advertised.listeners",
                "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
        broker.put("log.dirs", folder.resolve("log").toString());
        // Topics have partitions and retention by agreement: the services make theirs.
        broker.put("auto.create.topics.enable", "false");
        singleCopies(broker);
        smallMemory(broker);
        broker.putAll(others);
        return broker;
    }

    private static void singleCopies(Properties broker) {
        broker.put("default.replication.factor", "1");
        broker.put("min.insync.replicas", "1");
        broker.put("offsets.topic.replication.factor", "1");
        broker.put("offsets.topic.num.partitions", "8");
        broker.put("transaction.state.log.replication.factor", "1");
        broker.put("transaction.state.log.min.isr", "1");
        broker.put("transaction.state.log.num.partitions", "4");
        broker.put("share.coordinator.state.topic.replication.factor", "1");
        broker.put("share.coordinator.state.topic.min.isr", "1");
        broker.put("share.coordinator.state.topic.num.partitions", "4");
        // A broker killed and started again is let in when its former session has ended.
        broker.put("broker.heartbeat.interval.ms", "500");
        broker.put("broker.session.timeout.ms", "3000");
        // One consumer of a group on one machine: nobody else is worth waiting for.
        broker.put("group.initial.rebalance.delay.ms", "0");
    }

    private static void smallMemory(Properties broker) {
        broker.put("num.network.threads", "2");
        broker.put("num.io.threads", "4");
        broker.put("num.replica.fetchers", "1");
        broker.put("background.threads", "2");
        broker.put("log.cleaner.threads", "1");
        broker.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
        broker.put("log.cleaner.io.buffer.size", Integer.toString(128 * 1024));
        broker.put("log.segment.bytes", Integer.toString(64 * 1024 * 1024));
        broker.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
        broker.put("queued.max.requests", "100");
        broker.put("message.max.bytes", Integer.toString(1024 * 1024));
    }
}
