package vn.dancu.sharing.subscriptions;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.subscriptions.Notifications.Dead;
import vn.dancu.sharing.subscriptions.Subscription.State;

/** What a feed tells, and what a webhook could not. */
@RestController
@RequestMapping("/sharing/v1/subscriptions/{id}")
class FeedController {
    private static final int REPLAYED_AT_ONCE = 1_000;

    private final SubscriptionDesk desk;
    private final Deliveries deliveries;
    private final Notifications notifications;
    private final Teller teller;
    private final Messages messages;
    private final TransactionTemplate transaction;
    private final Callers callers;
    private final Clock clock;

    FeedController(
            SubscriptionDesk desk,
            Deliveries deliveries,
            Notifications notifications,
            Teller teller,
            Messages messages,
            TransactionTemplate transaction,
            Callers callers,
            Clock clock) {
        this.desk = desk;
        this.deliveries = deliveries;
        this.notifications = notifications;
        this.teller = teller;
        this.messages = messages;
        this.transaction = transaction;
        this.callers = callers;
        this.clock = clock;
    }

    /**
     * @param cursor up to where the client has committed
     * @param next the position to commit when these are taken, and to read after; absent where
     *     there are none
     * @param missed what happened while no more could wait, or was too old: ask about your people
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FeedPage(
            List<Messages.View> notifications, long cursor, @Nullable Long next, long missed) {}

    /**
     * @param expected where the cursor stood, so that two readers of one feed notice each other
     */
    record CursorBody(@NotNull @Min(0) Long position, @Nullable @Min(0) Long expected) {}

    record CursorView(long cursor) {}

    /**
     * @param next what to give as {@code after} for the next page; absent on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeadPage(List<Dead> deadLetters, @Nullable UUID next) {}

    /**
     * @param ids which; none: the oldest {@value #REPLAYED_AT_ONCE}
     */
    record ReplayBody(@Nullable @Size(min = 1, max = REPLAYED_AT_ONCE) List<@NotNull UUID> ids) {}

    record Replayed(int replayed) {}

    /**
     * @param after a position; none: the cursor
     */
    @GetMapping("/notifications")
    FeedPage read(
            @PathVariable UUID id,
            @RequestParam(required = false) @Min(0) @Nullable Long after,
            @RequestParam(defaultValue = "100") @Min(1) @Max(500) int limit) {
        Subscription own = feed(id);
        if (own.state() == State.PAUSED) {
            throw ProblemException.conflict(
                    "subscription_paused", "Nothing is told while the subscription is paused.");
        }
        Agreement agreement = desk.ground(own, own.requester());
        Deliveries.Delivery delivery = deliveries.of(own.id());
        List<Notification> page =
                notifications.feed(own.id(), after == null ? delivery.cursor() : after, limit);
        return new FeedPage(
                teller.stillPermitted(own, agreement, page).stream()
                        .map(one -> messages.view(own, one))
                        .toList(),
                delivery.cursor(),
                page.isEmpty() ? null : page.getLast().position().orElseThrow(),
                delivery.missed());
    }

    /** The client has taken everything up to a position, or wants to read again from there. */
    @PostMapping("/cursor")
    CursorView commit(@PathVariable UUID id, @Valid @RequestBody CursorBody body) {
        Subscription own = feed(id);
        long position = body.position();
        if (position > deliveries.of(own.id()).position()) {
            throw ProblemException.refused(
                    "position_unknown", "No notification has this position yet.", "/position");
        }
        long first = notifications.firstKept(own.id()).orElse(1L);
        if (position < first - 1 && position < deliveries.of(own.id()).cursor()) {
            throw ProblemException.refused(
                    "position_forgotten",
                    "Notifications from %d on are kept.".formatted(first),
                    "/position");
        }
        if (!deliveries.commit(own.id(), position, body.expected())) {
            throw ProblemException.conflict(
                    "cursor_moved", "The cursor does not stand where it is expected.");
        }
        return new CursorView(position);
    }

    /** Those that were given up. Whom they concern is told when they are told. */
    @GetMapping("/dead-letters")
    DeadPage dead(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") @Min(1) @Max(500) int limit) {
        List<Dead> page = notifications.dead(webhook(id).id(), after, limit + 1);
        List<Dead> shown = page.stream().limit(limit).toList();
        return new DeadPage(shown, page.size() > limit ? shown.getLast().id() : null);
    }

    @PostMapping("/dead-letters/replay")
    Replayed replay(@PathVariable UUID id, @Valid @RequestBody ReplayBody body) {
        Subscription own = webhook(id);
        int replayed =
                Objects.requireNonNull(
                        transaction.execute(
                                status -> {
                                    int n =
                                            notifications.replay(
                                                    own.id(), body.ids(), REPLAYED_AT_ONCE);
                                    if (n > 0) {
                                        deliveries.wake(own.id(), clock.instant());
                                    }
                                    return n;
                                }));
        return new Replayed(replayed);
    }

    private Subscription feed(UUID id) {
        Subscription own = own(id);
        if (!own.isFeed()) {
            throw ProblemException.conflict("not_a_feed", "The subscription is a webhook.");
        }
        return own;
    }

    private Subscription webhook(UUID id) {
        Subscription own = own(id);
        if (own.isFeed()) {
            throw ProblemException.conflict("not_a_webhook", "The subscription is a feed.");
        }
        return own;
    }

    private Subscription own(UUID id) {
        return desk.own(ClientId.oauth2(callers.current().clientId()), id);
    }
}
