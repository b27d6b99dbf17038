package vn.dancu.sharing.subscriptions;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Topic;
import vn.dancu.sharing.proofs.ServiceSignature;

/**
 * What is sent to addresses and shown in feeds: {@code contracts/sharing/notification.schema.json}.
 */
@Component
class Messages {
    static final String CONFIRM_PATH = "/osia/notification/v1/subscriptions/confirm?token=";

    /** The type keeps what is signed here from being taken for an answer. */
    static final String TYPE = "dancu-notification+jws";

    private final ServiceSignature signature;
    private final JsonMapper json;
    private final String issuer;
    private final Clock clock;

    Messages(
            ServiceSignature signature,
            JsonMapper json,
            @Value("${dancu.security.issuer}") String issuer,
            Clock clock) {
        this.signature = signature;
        this.json = json;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * A notification as subscribers see it.
     *
     * @param person the id of the enrolment: of use to nobody else
     * @param what of the topic, where there are several
     * @param lines that changed, of those that are agreed
     * @param synthetic true in the sandbox: nothing happened
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            UUID id,
            UUID subscriptionId,
            long position,
            Topic topic,
            @Nullable String what,
            UUID person,
            @Nullable String reference,
            @Nullable List<PersonField> lines,
            Instant occurredAt,
            boolean synthetic) {}

    record Confirmation(String type, UUID subscriptionId, String token, Instant confirmBy) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OsiaMessage(
            String type,
            @Nullable String token,
            String topic,
            String message,
            String messageId,
            @Nullable String subject,
            @Nullable String subscribeURL,
            Instant timestamp) {}

    /** What is posted. */
    record Posted(String body, Map<String, String> headers) {}

    View view(Subscription subscription, Notification one) {
        return new View(
                one.id(),
                subscription.id(),
                one.position().orElseThrow(),
                one.topic(),
                one.what().orElse(null),
                one.enrolmentId(),
                one.reference().orElse(null),
                one.lines().isEmpty() ? null : one.lines(),
                one.occurredAt(),
                subscription.sandbox());
    }

    Posted notification(Subscription subscription, Notification one) {
        View view = view(subscription, one);
        Object message =
                switch (subscription.format()) {
                    case DANCU -> view;
                    case OSIA ->
                            new OsiaMessage(
                                    "Notification",
                                    null,
                                    one.topic().wire(),
                                    json.writeValueAsString(view),
                                    one.id().toString(),
                                    one.enrolmentId().toString(),
                                    null,
                                    clock.instant());
                };
        return posted(subscription, one.id(), one.topic(), "Notification", message);
    }

    Posted confirmation(Subscription subscription, UUID id, String token) {
        Instant by = subscription.confirmBy().orElseThrow();
        Topic topic = subscription.topics().getFirst();
        Object message =
                switch (subscription.format()) {
                    case DANCU -> new Confirmation("confirmation", subscription.id(), token, by);
                    case OSIA ->
                            new OsiaMessage(
                                    "SubscriptionConfirmation",
                                    token,
                                    topic.wire(),
                                    "Confirm that this address wants to be told.",
                                    id.toString(),
                                    null,
                                    issuer + CONFIRM_PATH + token,
                                    clock.instant());
                };
        return posted(subscription, id, topic, "SubscriptionConfirmation", message);
    }

    private Posted posted(
            Subscription subscription, UUID id, Topic topic, String type, Object message) {
        String body = json.writeValueAsString(message);
        long at = clock.instant().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Dancu-Delivery", id.toString());
        headers.put("Dancu-Timestamp", Long.toString(at));
        headers.put(
                "Dancu-Signature",
                signature.detached(
                        TYPE,
                        body.getBytes(StandardCharsets.UTF_8),
                        Map.of(
                                "deliveryId",
                                id.toString(),
                                "subscriptionId",
                                subscription.id().toString(),
                                "iat",
                                at)));
        if (subscription.format() == Subscription.Format.OSIA) {
            headers.put("message-type", type);
            headers.put("subscription-id", subscription.id().toString());
            headers.put("message-id", id.toString());
            headers.put("topic-id", OsiaTopics.idOf(topic).toString());
        }
        return new Posted(body, headers);
    }
}
