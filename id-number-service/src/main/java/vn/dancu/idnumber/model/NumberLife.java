package vn.dancu.idnumber.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * How a number stands in its life, and what may come next.
 *
 * @param suspensions why it is suspended: {@code MERGED}, {@code DIED}; kept while it is cancelled
 * @param issuedElsewhere whether it was registered and not assigned here
 * @param replacing whether it stands in the place of an earlier number
 */
public record NumberLife(
        NumberState state,
        Set<LifeReason> suspensions,
        boolean issuedElsewhere,
        boolean replacing) {
    public NumberLife {
        suspensions = Set.copyOf(suspensions);
    }

    /** What comes of a command. */
    public sealed interface Step {}

    /**
     * @param state of the number from now on
     * @param suspensions why it is suspended from now on
     */
    public record Applied(NumberState state, Set<LifeReason> suspensions) implements Step {}

    /**
     * @param code stable, snake_case
     */
    public record Refused(String code) implements Step {}

    /** What a command for this reason makes of the number. */
    public Step after(LifeReason reason) {
        return switch (reason.command()) {
            case SUSPEND -> suspend(reason);
            case REINSTATE -> reinstate(reason);
            case CANCEL -> cancel(reason);
            case RESTORE -> restore();
            case REVERT -> revert();
        };
    }

    /** Whether it is its person's number, suspended or not. */
    public boolean isLiving() {
        return state == NumberState.ACTIVE || state == NumberState.SUSPENDED;
    }

    /** Why nothing can be done to a number that is no longer its person's. */
    public String whyNotLiving() {
        return state == NumberState.REESTABLISHED ? "number_replaced" : "number_cancelled";
    }

    private Step suspend(LifeReason reason) {
        if (!isLiving()) {
            return new Refused(whyNotLiving());
        }
        Set<LifeReason> more = mutableSuspensions();
        return more.add(reason)
                ? new Applied(NumberState.SUSPENDED, more)
                : new Refused("already_suspended");
    }

    private Step reinstate(LifeReason reason) {
        if (!isLiving()) {
            return new Refused(whyNotLiving());
        }
        Set<LifeReason> left = mutableSuspensions();
        return left.remove(reason.lifts())
                ? new Applied(livingState(left), left)
                : new Refused("not_suspended");
    }

    private Step cancel(LifeReason reason) {
        if (!isLiving()) {
            return new Refused(whyNotLiving());
        }
        boolean returns = reason == LifeReason.IMPORT_WITHDRAWN && issuedElsewhere;
        return new Applied(returns ? NumberState.WITHDRAWN : NumberState.CANCELLED, suspensions);
    }

    private Step restore() {
        return switch (state) {
            case CANCELLED, WITHDRAWN -> new Applied(livingState(suspensions), suspensions);
            case REESTABLISHED -> new Refused("number_replaced");
            case ACTIVE, SUSPENDED -> new Refused("number_not_cancelled");
        };
    }

    private Step revert() {
        if (!isLiving()) {
            return new Refused(whyNotLiving());
        }
        return replacing
                ? new Applied(NumberState.CANCELLED, Set.of())
                : new Refused("not_reestablished");
    }

    private Set<LifeReason> mutableSuspensions() {
        EnumSet<LifeReason> copy = EnumSet.noneOf(LifeReason.class);
        copy.addAll(suspensions);
        return copy;
    }

    private static NumberState livingState(Set<LifeReason> suspensions) {
        return suspensions.isEmpty() ? NumberState.ACTIVE : NumberState.SUSPENDED;
    }
}
