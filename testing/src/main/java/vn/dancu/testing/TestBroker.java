package vn.dancu.testing;

/** The Kafka broker of one Spring context; injectable, to read its topics or to stop it. */
public interface TestBroker extends AutoCloseable {

    String bootstrapServers();

    /** Stops the broker and forgets its data. Closing twice is harmless. */
    @Override
    void close();
}
