package vn.dancu.sharing.subscriptions;

import jakarta.annotation.PreDestroy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.disclosure.Notices;
import vn.dancu.sharing.disclosure.Notices.Permission;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.Refusal;
import vn.dancu.sharing.subscriptions.Webhooks.Result;

/**
 * Gives each subscription with something to tell its turn. Within one, notifications go in their
 * order and at least once: the next is sent when the one before was taken, or given up. An address
 * that fails is waited for, longer each time; it holds up nobody but itself.
 */
@Component
class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final int TOKEN_BYTES = 32;
    private static final int GIVEN_UP_AT_ONCE = 5_000;

    private final Subscriptions subscriptions;
    private final Deliveries deliveries;
    private final Notifications notifications;
    private final Notices notices;
    private final Teller teller;
    private final Messages messages;
    private final Webhooks webhooks;
    private final SubscriptionMetrics metrics;
    private final SubscriptionLimits limits;
    private final Clock clock;
    private final Semaphore places;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Dispatcher(
            Subscriptions subscriptions,
            Deliveries deliveries,
            Notifications notifications,
            Notices notices,
            Teller teller,
            Messages messages,
            Webhooks webhooks,
            SubscriptionMetrics metrics,
            SubscriptionLimits limits,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.deliveries = deliveries;
        this.notifications = notifications;
        this.notices = notices;
        this.teller = teller;
        this.messages = messages;
        this.webhooks = webhooks;
        this.metrics = metrics;
        this.limits = limits;
        this.clock = clock;
        this.places = new Semaphore(limits.concurrent());
    }

    /** A subscription and the lease under which it is worked on. */
    private record Turn(Subscription subscription, UUID lease, long endsAt) {
        UUID id() {
            return subscription.id();
        }

        boolean isOver() {
            return System.nanoTime() - endsAt > 0;
        }
    }

    @Scheduled(fixedDelay = 200, initialDelay = 2_000, timeUnit = TimeUnit.MILLISECONDS)
    void look() {
        while (places.tryAcquire()) {
            boolean begun = false;
            try {
                UUID lease = UUID.randomUUID();
                Optional<UUID> taken =
                        deliveries.take(
                                lease,
                                limits.lease(),
                                limits.concurrentPerAgency(),
                                clock.instant());
                if (taken.isEmpty()) {
                    return;
                }
                threads.execute(() -> work(taken.get(), lease));
                begun = true;
            } finally {
                if (!begun) {
                    places.release();
                }
            }
        }
    }

    private void work(UUID id, UUID lease) {
        try {
            Subscription subscription = subscriptions.find(id).orElseThrow();
            var turn = new Turn(subscription, lease, System.nanoTime() + limits.turn().toNanos());
            switch (subscription.state()) {
                case UNCONFIRMED -> askForConfirmation(turn);
                case ACTIVE -> tell(turn);
                case PAUSED, ENDED -> deliveries.release(id, lease, clock.instant());
            }
        } catch (ProblemException e) {
            // The register is away, which is not the subscriber's fault.
            log.warn("subscription {} waits: {}", id, e.code());
            deliveries.postponed(
                    id, lease, later(e.retryAfter().orElse(limits.firstRetry())), null);
        } catch (RuntimeException e) {
            // The lease ends by itself, and whoever takes it next goes on where this one stood.
            log.warn("subscription {} waits: {}", id, e.getClass().getSimpleName());
        } finally {
            places.release();
        }
    }

    private void tell(Turn turn) {
        Permission permission = notices.standing(turn.subscription().requester());
        if (permission instanceof Permission.Denied denied) {
            hold(turn, denied.refusal().code());
            return;
        }
        Agreement agreement = ((Permission.Granted) permission).agreement();
        if (!turn.subscription().isOnGroundOf(agreement)) {
            hold(turn, Refusal.AGREEMENT_MISSING.code());
            return;
        }
        boolean sent = true;
        while (sent && !turn.isOver()) {
            List<Notification> ready =
                    turn.subscription().isFeed()
                            ? List.of()
                            : notifications.ready(turn.id(), limits.window());
            if (ready.isEmpty()) {
                Teller.Round round = teller.permit(turn.subscription(), agreement, turn.lease());
                switch (round) {
                    case MORE -> {}
                    case DONE -> {
                        // All that was ready was taken: an address that failed before is well.
                        deliveries.release(turn.id(), turn.lease(), clock.instant());
                        return;
                    }
                    case OVER -> {
                        deliveries.postponed(turn.id(), turn.lease(), clock.instant(), null);
                        return;
                    }
                }
            } else {
                sent = send(turn, agreement, ready);
            }
        }
        if (sent) {
            deliveries.release(turn.id(), turn.lease(), clock.instant());
        }
    }

    private void hold(Turn turn, String because) {
        deliveries.postponed(turn.id(), turn.lease(), later(limits.heldFor()), because);
    }

    /**
     * @return false if the turn was ended by it
     */
    private boolean send(Turn turn, Agreement agreement, List<Notification> ready) {
        for (Notification one : ready) {
            if (turn.isOver()) {
                return true;
            }
            if (!one.enrolled()) {
                notifications.withdraw(turn.id(), one.seq(), "not_enrolled", clock.instant());
                continue;
            }
            if (!notices.stands(turn.subscription().requester(), agreement, one.personId())
                    && !decidedAnew(turn, agreement, one)) {
                return false;
            }
            List<Notification> left =
                    teller.stillPermitted(turn.subscription(), agreement, List.of(one));
            if (left.isEmpty()) {
                notifications.withdraw(turn.id(), one.seq(), "not_told", clock.instant());
            } else if (!delivered(turn, left.getFirst())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Something does not stand any more: the agreement, and all wait, or one person's consent.
     *
     * @return false if the turn was ended by it
     */
    private boolean decidedAnew(Turn turn, Agreement agreement, Notification one) {
        boolean consented =
                notices.consented(turn.subscription().requester(), agreement, one.personId());
        Permission now = notices.standing(turn.subscription().requester());
        if (now instanceof Permission.Denied denied) {
            hold(turn, denied.refusal().code());
            return false;
        }
        if (consented) {
            // Another version is in force now: the next turn decides by it.
            deliveries.postponed(turn.id(), turn.lease(), clock.instant(), null);
            return false;
        }
        return true; // and the notification is withdrawn
    }

    /**
     * @return false if the turn was ended by it
     */
    private boolean delivered(Turn turn, Notification one) {
        Subscription subscription = turn.subscription();
        if (subscriptions.find(turn.id()).map(Subscription::state).orElseThrow()
                != Subscription.State.ACTIVE) {
            deliveries.postponed(turn.id(), turn.lease(), clock.instant(), null);
            return false;
        }
        Messages.Posted posted = messages.notification(subscription, one);
        Result result =
                webhooks.send(
                        subscription.address().orElseThrow(), posted.body(), posted.headers());
        Instant now = clock.instant();
        metrics.attempted(subscription, one, result, now);
        return switch (result) {
            case Result.Taken _ -> {
                notifications.told(turn.id(), one.seq(), now);
                yield true;
            }
            case Result.Rejected(String failure) -> {
                boolean last = one.tries() + 1 >= most(subscription, limits.mostRejections());
                if (last) {
                    dead(turn, one, failure, now);
                } else {
                    failed(turn, one, failure, Optional.empty());
                }
                yield last;
            }
            case Result.Down(String failure, Optional<Duration> after) -> {
                Instant tooOld = now.minus(limits.keepTrying());
                boolean chosen = one.tries() + 1 >= most(subscription, Integer.MAX_VALUE);
                if (chosen) {
                    dead(turn, one, failure, now);
                    failed(turn, one, failure, after);
                } else {
                    failed(turn, one, failure, after);
                    int given =
                            notifications.giveUp(turn.id(), tooOld, failure, GIVEN_UP_AT_ONCE, now);
                    metrics.dead(subscription, given);
                }
                yield false;
            }
        };
    }

    private static int most(Subscription subscription, int otherwise) {
        return subscription.policy().flatMap(Subscription.Policy::mostTries).orElse(otherwise);
    }

    private void dead(Turn turn, Notification one, String failure, Instant now) {
        notifications.dead(turn.id(), one.seq(), failure, now);
        metrics.dead(turn.subscription(), 1);
    }

    private void failed(Turn turn, Notification one, String failure, Optional<Duration> after) {
        notifications.failed(turn.id(), one.seq(), failure);
        waitLonger(turn, after);
    }

    private void waitLonger(Turn turn, Optional<Duration> after) {
        int failures = deliveries.of(turn.id()).failures() + 1;
        Duration wait =
                limits.wait(
                        failures,
                        turn.subscription().policy().map(Subscription.Policy::countdown),
                        random.nextDouble());
        // What the address asks for, as far as it is not longer than it is waited for anyway.
        Duration asked = after.filter(a -> a.compareTo(limits.longestRetry()) <= 0).orElse(wait);
        deliveries.failed(turn.id(), turn.lease(), later(asked.compareTo(wait) > 0 ? asked : wait));
    }

    private Instant later(Duration wait) {
        return clock.instant().plus(wait);
    }

    /** Before anything is told, the address shows that it wants to be. */
    private void askForConfirmation(Turn turn) {
        Subscription subscription = turn.subscription();
        Instant confirmBy = subscription.confirmBy().orElseThrow();
        if (deliveries.of(turn.id()).failures() >= limits.confirmationTries()) {
            deliveries.postponed(turn.id(), turn.lease(), confirmBy, "confirmation_not_taken");
            return;
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        subscriptions.confirmation(turn.id(), digest(token));
        Messages.Posted posted = messages.confirmation(subscription, UUID.randomUUID(), token);
        Result result =
                webhooks.send(
                        subscription.address().orElseThrow(), posted.body(), posted.headers());
        if (result instanceof Result.Taken) {
            // Asked once: what follows is up to the subscriber.
            deliveries.postponed(turn.id(), turn.lease(), confirmBy, null);
        } else {
            waitLonger(turn, Optional.empty());
        }
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
