package vn.dancu.sharing.subscriptions;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Topic;

/**
 * What an event says to subscribers.
 *
 * @param what of the topic, where there are several
 * @param version of the person that the change made
 */
record Fact(
        Topic topic,
        Optional<String> what,
        Optional<Long> version,
        List<PersonField> lines,
        Instant occurredAt) {}
