package vn.dancu.sharing.osia;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.osia.OsiaErrors;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.Topic;
import vn.dancu.sharing.subscriptions.OsiaTopics;
import vn.dancu.sharing.subscriptions.Subscription;
import vn.dancu.sharing.subscriptions.Subscription.Format;
import vn.dancu.sharing.subscriptions.Subscription.Policy;
import vn.dancu.sharing.subscriptions.Subscription.State;
import vn.dancu.sharing.subscriptions.SubscriptionDesk;

/**
 * OSIA notification 1.2 for agencies: the subscriber's side. Topics are what the register tells.
 */
@RestController
@RequestMapping("/osia/notification/v1")
class NotificationController extends OsiaErrors {
    /** Of OSIA: retry every hour for seven days. */
    private static final Policy USUAL = new Policy(Duration.ofHours(1), Optional.of(168));

    private static final Pattern POLICY = Pattern.compile("([0-9]{1,5}),(-1|[0-9]{1,5})");
    private static final int LONGEST_COUNTDOWN = 86_400;
    private static final int MOST_TRIES = 10_000;

    private final SubscriptionDesk desk;
    private final Agreed agreed;
    private final TransactionTemplate transaction;
    private final Callers callers;

    NotificationController(
            SubscriptionDesk desk,
            Agreed agreed,
            TransactionTemplate transaction,
            Callers callers) {
        this.desk = desk;
        this.agreed = agreed;
        this.transaction = transaction;
        this.callers = callers;
    }

    /** OSIA's Topic. */
    record TopicView(UUID uuid, String name) {
        static TopicView of(Topic topic) {
            return new TopicView(OsiaTopics.idOf(topic), topic.wire());
        }
    }

    /** OSIA's Subscription. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SubscriptionView(
            UUID uuid, UUID topic, String protocol, String address, String policy, boolean active) {
        static SubscriptionView of(Subscription one) {
            Policy policy = one.policy().orElse(USUAL);
            return new SubscriptionView(
                    one.id(),
                    OsiaTopics.idOf(one.topics().getFirst()),
                    "http",
                    one.address().orElseThrow(),
                    "%d,%d"
                            .formatted(
                                    policy.countdown().toSeconds(), policy.mostTries().orElse(-1)),
                    one.state() == State.ACTIVE);
        }
    }

    /** Waits for the confirmation of its address; again for the same gives the same. */
    @PostMapping("/subscriptions")
    SubscriptionView subscribe(
            @RequestParam @Size(min = 1, max = 40) String topic,
            @RequestParam(defaultValue = "http") String protocol,
            @RequestParam @Size(min = 1, max = 500) String address,
            @RequestParam(required = false) @Nullable String policy,
            @RequestHeader("Dancu-Procedure") String procedure,
            @RequestHeader(name = "Dancu-Officer", required = false) @Nullable String officer) {
        if (protocol.equals("email")) {
            throw OsiaException.notOffered(
                    "e-mail is not sent: what changes of people goes to addresses that prove"
                            + " themselves by TLS");
        }
        if (!protocol.equals("http")) {
            throw OsiaException.badRequest("the protocol is http");
        }
        var wish =
                new SubscriptionDesk.Wish(
                        List.of(Topic.of(topic)),
                        Optional.of(address),
                        Format.OSIA,
                        Optional.of(policy(policy)),
                        "/address");
        return SubscriptionView.of(
                desk.subscribe(
                        agreed.requester(procedure, officer, null),
                        wish,
                        made -> Objects.requireNonNull(transaction.execute(status -> made.get()))));
    }

    private static Policy policy(@Nullable String given) {
        if (given == null) {
            return USUAL;
        }
        var form = POLICY.matcher(given);
        if (!form.matches()) {
            throw OsiaException.badRequest("the policy is countdown,max in seconds and tries");
        }
        int countdown = Integer.parseInt(form.group(1));
        int most = Integer.parseInt(form.group(2));
        if (countdown < 1 || countdown > LONGEST_COUNTDOWN || most == 0 || most > MOST_TRIES) {
            throw OsiaException.badRequest(
                    "the countdown is 1 to 86400 seconds, max 1 to 10000, or -1: as long as this"
                            + " service tries");
        }
        return new Policy(
                Duration.ofSeconds(countdown), most < 0 ? Optional.empty() : Optional.of(most));
    }

    @GetMapping("/subscriptions")
    List<SubscriptionView> list() {
        return desk.of(client()).stream()
                .filter(one -> one.format() == Format.OSIA)
                .map(SubscriptionView::of)
                .toList();
    }

    @DeleteMapping("/subscriptions/{uuid}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unsubscribe(@PathVariable UUID uuid) {
        desk.end(client(), uuid);
    }

    /** The token alone says which: it was sent to one address. */
    @GetMapping("/subscriptions/confirm")
    void confirm(@RequestParam @Size(min = 1, max = 100) String token) {
        desk.confirm(client(), null, token, "/token");
    }

    @GetMapping("/topics")
    List<TopicView> topics() {
        return Arrays.stream(Topic.values()).map(TopicView::of).toList();
    }

    @PostMapping("/topics")
    void create() {
        throw notPublished();
    }

    @DeleteMapping("/topics/{uuid}")
    void remove(@PathVariable UUID uuid) {
        throw notPublished();
    }

    @PostMapping("/topics/{uuid}/publish")
    void publish(@PathVariable UUID uuid) {
        throw notPublished();
    }

    private static OsiaException notPublished() {
        return OsiaException.notOffered(
                "the topics are the kinds of change that the registers tell; nobody else publishes");
    }

    private ClientId client() {
        return ClientId.oauth2(callers.current().clientId());
    }
}
