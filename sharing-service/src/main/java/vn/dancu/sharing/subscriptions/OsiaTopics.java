package vn.dancu.sharing.subscriptions;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import vn.dancu.sharing.model.Topic;

/** The ids that OSIA gives topics: the same for ever, since topics are not made. */
public final class OsiaTopics {
    private OsiaTopics() {}

    public static UUID idOf(Topic topic) {
        return UUID.nameUUIDFromBytes(
                ("dancu.sharing.topic:" + topic.wire()).getBytes(StandardCharsets.US_ASCII));
    }
}
