package vn.dancu.platform.outbox;

/**
 * A fact to be told.
 *
 * @param topic Kafka topic of the aggregate
 * @param key id of the aggregate; events of one key keep their order
 * @param type wire type such as {@code population.person-registered.v1}
 * @param aggregateVersion version of the aggregate after the fact
 * @param data a record with ids and the names of what changed, no personal data
 */
public record OutgoingEvent(
        String topic, String key, String type, long aggregateVersion, Object data) {}
