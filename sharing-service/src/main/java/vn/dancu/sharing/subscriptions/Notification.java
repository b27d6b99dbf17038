package vn.dancu.sharing.subscriptions;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.dancu.sharing.disclosure.Notices.Change;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Topic;

/**
 * Something that happened to an enrolled person, on its way to a subscriber.
 *
 * @param what of the topic, where there are several
 * @param version of the person that the change made; none: of changes that made none
 * @param lines that were touched; once it is permitted, those that it names
 * @param position among those of the subscription, once it is permitted
 * @param enrolled whether the person still is
 */
record Notification(
        long seq,
        UUID id,
        UUID personId,
        UUID enrolmentId,
        Optional<String> reference,
        Topic topic,
        Optional<String> what,
        Optional<Long> version,
        List<PersonField> lines,
        Instant occurredAt,
        Instant createdAt,
        Optional<Long> position,
        Optional<Instant> permittedAt,
        int tries,
        boolean enrolled) {
    Change change() {
        return new Change(personId, version.orElse(null));
    }

    Notification naming(List<PersonField> named) {
        return new Notification(
                seq,
                id,
                personId,
                enrolmentId,
                reference,
                topic,
                what,
                version,
                named,
                occurredAt,
                createdAt,
                position,
                permittedAt,
                tries,
                enrolled);
    }

    @Override
    public String toString() {
        return "Notification[" + id + "]";
    }
}
