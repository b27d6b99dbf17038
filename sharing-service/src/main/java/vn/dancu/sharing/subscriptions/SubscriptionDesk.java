package vn.dancu.sharing.subscriptions;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.disclosure.Notices;
import vn.dancu.sharing.disclosure.Notices.Permission;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.Refusal;
import vn.dancu.sharing.model.Topic;
import vn.dancu.sharing.rest.AccessRefused;
import vn.dancu.sharing.subscriptions.Subscription.Format;
import vn.dancu.sharing.subscriptions.Subscription.Policy;
import vn.dancu.sharing.subscriptions.Subscription.State;

/** What a client does with its subscriptions, whatever the protocol; those of others are none. */
@Component
public class SubscriptionDesk {
    private static final int MOST_OF_A_CLIENT = 1_000;

    private final Subscriptions subscriptions;
    private final Deliveries deliveries;
    private final Notices notices;
    private final PublicAddresses addresses;
    private final SubscriptionLimits limits;
    private final Clock clock;

    SubscriptionDesk(
            Subscriptions subscriptions,
            Deliveries deliveries,
            Notices notices,
            PublicAddresses addresses,
            SubscriptionLimits limits,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.deliveries = deliveries;
        this.notices = notices;
        this.addresses = addresses;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * What a client asks for.
     *
     * @param address of a webhook; none: a feed
     * @param pointer where in the request the address stands
     */
    public record Wish(
            List<Topic> topics,
            Optional<String> address,
            Format format,
            Optional<Policy> policy,
            String pointer) {}

    /** Whether a subscriber may be told of these; a refusal is recorded. */
    Permission.Granted permit(Requester requester, List<Topic> topics) {
        return switch (notices.subscribe(requester, topics)) {
            case Permission.Granted granted -> granted;
            case Permission.Denied denied ->
                    throw denied.topicIndex()
                            .map(i -> AccessRefused.because(denied.refusal(), "/topics/" + i))
                            .orElseGet(() -> AccessRefused.inBody(denied.refusal()));
        };
    }

    /** Under which agreement the client goes on with a subscription; a refusal is recorded. */
    Agreement ground(Subscription own, Requester requester) {
        Agreement agreement = permit(requester, List.of()).agreement();
        if (!own.isOnGroundOf(agreement)) {
            throw AccessRefused.because(Refusal.AGREEMENT_MISSING);
        }
        return agreement;
    }

    /** Decides, and then subscribes; under OSIA the same once more is the same subscription. */
    public Subscription subscribe(Requester requester, Wish wish, Writing writing) {
        wish.address().ifPresent(address -> addresses.check(address, wish.pointer()));
        boolean sandbox =
                permit(requester, wish.topics()).agreement().terms().conditions().sandbox();
        return writing.write(() -> written(requester, wish, sandbox));
    }

    /** The transaction in which a subscription is written. */
    public interface Writing {
        Subscription write(Supplier<Subscription> made);
    }

    private Subscription written(Requester requester, Wish wish, boolean sandbox) {
        subscriptions.lockAgency(requester.agency());
        Instant now = clock.instant();
        boolean feed = wish.address().isEmpty();
        var made =
                new Subscription(
                        subscriptions.nextId(),
                        requester,
                        sandbox,
                        wish.topics(),
                        wish.address(),
                        wish.format(),
                        wish.policy(),
                        feed ? State.ACTIVE : State.UNCONFIRMED,
                        now,
                        feed ? Optional.empty() : Optional.of(now.plus(limits.confirmWithin())),
                        0);
        if (wish.format() == Format.OSIA) {
            Optional<Subscription> same = subscriptions.same(made);
            if (same.isPresent()) {
                return same.get();
            }
        }
        if (subscriptions.count(requester.agency()) >= limits.mostPerAgency()) {
            throw ProblemException.conflict(
                    "too_many_subscriptions",
                    "An agency has at most " + limits.mostPerAgency() + " subscriptions.");
        }
        subscriptions.insert(made);
        return made;
    }

    /**
     * @throws ProblemException 404 {@code subscription_not_found}
     */
    public Subscription own(ClientId client, UUID id) {
        return subscriptions
                .find(id)
                .filter(one -> one.requester().client().equals(client))
                .filter(one -> one.state() != State.ENDED)
                .orElseThrow(SubscriptionDesk::missing);
    }

    static ProblemException missing() {
        return ProblemException.notFound("subscription_not_found", "No such subscription.");
    }

    /** All of a client: as many as its agency may have. */
    public List<Subscription> of(ClientId client) {
        return subscriptions.of(client, null, MOST_OF_A_CLIENT);
    }

    List<Subscription> page(ClientId client, @Nullable UUID after, int limit) {
        return subscriptions.of(client, after, limit);
    }

    /**
     * Once more with the same token changes nothing, and is answered with the subscription as it
     * stands: whoever did not get the answer asks again.
     *
     * @param id which; none: the one that the token is of
     * @throws ProblemException 422 {@code token_wrong}
     */
    @Transactional
    public Subscription confirm(ClientId client, @Nullable UUID id, String token, String pointer) {
        byte[] digest = Dispatcher.digest(token);
        Optional<UUID> confirmed = subscriptions.confirm(client, id, digest, clock.instant());
        confirmed.ifPresent(now -> deliveries.wake(now, clock.instant()));
        return confirmed
                .or(() -> subscriptions.confirmedBefore(client, id, digest))
                .flatMap(subscriptions::find)
                .orElseThrow(
                        () ->
                                ProblemException.refused(
                                        "token_wrong",
                                        "This is not the last token that was sent to the address,"
                                                + " or its time is over.",
                                        pointer));
    }

    @Transactional
    public void end(ClientId client, UUID id) {
        Subscription own = own(client, id);
        move(own, own.state(), State.ENDED);
    }

    @Transactional
    void pause(Subscription own) {
        move(own, State.ACTIVE, State.PAUSED);
    }

    @Transactional
    void resume(Subscription own) {
        move(own, State.PAUSED, State.ACTIVE);
        deliveries.wake(own.id(), clock.instant());
    }

    private void move(Subscription own, State from, State to) {
        if (!subscriptions.move(own.id(), from, to, clock.instant())) {
            throw ProblemException.conflict(
                    "illegal_transition",
                    "The subscription is %s: this is not possible.".formatted(own.state().wire()));
        }
    }
}
