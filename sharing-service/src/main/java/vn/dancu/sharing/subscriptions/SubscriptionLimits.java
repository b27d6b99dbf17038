package vn.dancu.sharing.subscriptions;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param mostPerAgency subscriptions of an agency that are not ended
 * @param mostPeople enrolled in one subscription
 * @param mostWaiting notifications of one subscription that may wait; beyond them what happens is
 *     missed, and counted, until there is room again
 * @param kept how long notifications can be read again, and dead letters replayed
 * @param confirmWithin how long an address may wait to be confirmed
 * @param confirmationTries how often a confirmation is sent
 * @param keepTrying how long an address that does not answer is tried before a notification is dead
 * @param mostRejections how often an address may reject a notification before it is dead
 * @param firstRetry wait after the first failure; doubles
 * @param longestRetry longest wait between two tries
 * @param connectTimeout limit for opening a connection
 * @param attemptTimeout limit for one delivery as a whole
 * @param concurrent subscriptions that this instance works on at once
 * @param concurrentPerAgency of one agency, on all instances together
 * @param window notifications that are permitted ahead of their delivery
 * @param turn how long a subscription is worked on before others have their turn
 * @param lease how long a killed instance keeps a subscription from the others
 * @param heldFor how soon a refused subscription is looked at again
 * @param permissionHolds a notification that was permitted longer ago is permitted anew before it
 *     is told
 * @param ports to which webhooks may lead under the rules of production
 * @param ownMachine whether webhooks of a demonstration may lead to its own machine; elsewhere they
 *     never do
 */
@ConfigurationProperties("dancu.sharing.subscriptions")
record SubscriptionLimits(
        @DefaultValue("50") int mostPerAgency,
        @DefaultValue("1000000") int mostPeople,
        @DefaultValue("100000") int mostWaiting,
        @DefaultValue("14d") Duration kept,
        @DefaultValue("24h") Duration confirmWithin,
        @DefaultValue("5") int confirmationTries,
        @DefaultValue("3d") Duration keepTrying,
        @DefaultValue("5") int mostRejections,
        @DefaultValue("2s") Duration firstRetry,
        @DefaultValue("1h") Duration longestRetry,
        @DefaultValue("3s") Duration connectTimeout,
        @DefaultValue("5s") Duration attemptTimeout,
        @DefaultValue("16") int concurrent,
        @DefaultValue("4") int concurrentPerAgency,
        @DefaultValue("50") int window,
        @DefaultValue("10s") Duration turn,
        @DefaultValue("45s") Duration lease,
        @DefaultValue("30s") Duration heldFor,
        @DefaultValue("5m") Duration permissionHolds,
        @DefaultValue("443") Set<Integer> ports,
        @DefaultValue("true") boolean ownMachine) {
    /** What population-service takes in one question. */
    private static final int MOST_WINDOW = 200;

    SubscriptionLimits {
        ports = Set.copyOf(ports);
        if (window < 1 || window > MOST_WINDOW || concurrent < 1 || concurrentPerAgency < 1) {
            throw new IllegalArgumentException(
                    "dancu.sharing.subscriptions: window is 1 to 200, the others are at least 1");
        }
        // A turn asks the register once more and delivers once more when its time is over.
        if (lease.compareTo(turn.plus(attemptTimeout.multipliedBy(3))) < 0) {
            throw new IllegalArgumentException(
                    "dancu.sharing.subscriptions.lease is longer than a turn and three attempts");
        }
        if (kept.compareTo(keepTrying) < 0) {
            throw new IllegalArgumentException(
                    "dancu.sharing.subscriptions.kept is not shorter than keep-trying");
        }
    }

    /**
     * @param failures in a row, at least 1
     * @param countdown what the subscriber wants instead of doubling, if anything
     * @param chance between 0 and 1: spreads the waits of many over four fifths to six fifths
     */
    Duration wait(int failures, Optional<Duration> countdown, double chance) {
        Duration doubled = firstRetry.multipliedBy(1L << Math.min(failures - 1, 30));
        Duration wait =
                countdown.orElse(doubled.compareTo(longestRetry) > 0 ? longestRetry : doubled);
        return Duration.ofMillis(Math.round(wait.toMillis() * (0.8 + 0.4 * chance)));
    }
}
