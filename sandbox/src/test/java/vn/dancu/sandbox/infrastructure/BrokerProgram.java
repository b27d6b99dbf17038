package vn.dancu.sandbox.infrastructure;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts Kafka, keeps one record, and waits to be killed. */
final class BrokerProgram {

    private BrokerProgram() {}

    public static void main(String[] arguments) throws Exception {
        LocalBroker broker =
                LocalBroker.start(
                        new BrokerSettings(
                                Path.of(arguments[0]),
                                Integer.parseInt(arguments[1]),
                                Integer.parseInt(arguments[2])));
        Records.createTopic(broker.bootstrapServers());
        Records.send(broker.bootstrapServers(), "kept");
        System.out.println("ready");
        new CountDownLatch(1).await();
    }
}
