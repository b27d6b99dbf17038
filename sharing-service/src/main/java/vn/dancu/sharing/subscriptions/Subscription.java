package vn.dancu.sharing.subscriptions;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.Topic;

/**
 * What a client of an agency wants to be told of, and how.
 *
 * @param requester who subscribed, for which procedure and purpose
 * @param address of a webhook; none: a feed
 * @param people how many are enrolled
 */
public record Subscription(
        UUID id,
        Requester requester,
        boolean sandbox,
        List<Topic> topics,
        Optional<String> address,
        Format format,
        Optional<Policy> policy,
        State state,
        Instant createdAt,
        Optional<Instant> confirmBy,
        int people) {
    public Subscription {
        topics = topics.stream().sorted().distinct().toList();
    }

    /** How a webhook's messages are written. */
    public enum Format {
        DANCU,
        OSIA
    }

    /** Where a subscription stands. */
    public enum State {
        /** Nothing but the question for confirmation is sent to its address. */
        UNCONFIRMED,
        ACTIVE,
        /** What happens waits, and nothing is told. */
        PAUSED,
        /** For ever. */
        ENDED;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What OSIA lets a subscriber choose.
     *
     * @param countdown between two tries
     * @param mostTries none: as long as the service keeps trying
     */
    public record Policy(Duration countdown, Optional<Integer> mostTries) {}

    /**
     * Whether it is for the sandbox as the agreement is: a client that was registered anew for the
     * other ground takes no people there with it.
     */
    boolean isOnGroundOf(Agreement agreement) {
        return agreement.terms().conditions().sandbox() == sandbox;
    }

    boolean isFeed() {
        return address.isEmpty();
    }
}
