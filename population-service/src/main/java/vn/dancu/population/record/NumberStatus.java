package vn.dancu.population.record;

/** Whether a person has a number, and if not why. */
public enum NumberStatus {
    ASSIGNED,
    /** Asked for, or not possible until something is known; the reason stands beside it. */
    AWAITING,
    /** A number was claimed that cannot be right as it stands; an officer decides. */
    IN_REVIEW,
    /** The number of a record that was merged into another; an undone merge gives it back. */
    SUSPENDED,
    /** Cancelled (Circular 59/2021 Art 6); it leads to this person for ever and is not reused. */
    CANCELLED
}
