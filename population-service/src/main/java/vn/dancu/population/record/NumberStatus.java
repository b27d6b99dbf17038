package vn.dancu.population.record;

/** Whether a person has a number, and if not why. */
public enum NumberStatus {
    ASSIGNED,
    /** Asked for, or not possible until something is known; the reason stands beside it. */
    AWAITING,
    /** A number was claimed that cannot be right as it stands; an officer decides. */
    IN_REVIEW
}
