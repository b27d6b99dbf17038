package vn.dancu.sharing.subscriptions;

import java.time.Clock;
import java.time.Instant;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps what is stored within its bounds. Two instances at once do no harm. */
@Component
class Housekeeping {
    private static final int AT_ONCE = 5_000;

    private final Subscriptions subscriptions;
    private final Enrolments enrolments;
    private final Notifications notifications;
    private final SubscriptionLimits limits;
    private final Clock clock;

    Housekeeping(
            Subscriptions subscriptions,
            Enrolments enrolments,
            Notifications notifications,
            SubscriptionLimits limits,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.enrolments = enrolments;
        this.notifications = notifications;
        this.limits = limits;
        this.clock = clock;
    }

    @Scheduled(
            fixedDelayString = "${dancu.sharing.subscriptions.housekeeping:30s}",
            initialDelayString = "${dancu.sharing.subscriptions.housekeeping:30s}")
    void keep() {
        Instant now = clock.instant();
        subscriptions.endUnconfirmed(now);
        enrolments.removeEnded(AT_ONCE);
        notifications.forget(now.minus(limits.kept()), AT_ONCE);
        notifications.markFull(limits.mostWaiting(), now);
    }
}
