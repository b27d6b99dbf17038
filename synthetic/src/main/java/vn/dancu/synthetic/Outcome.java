package vn.dancu.synthetic;

/** How a line of an import must end, see {@code contracts/population/survey-card.md}. */
public enum Outcome {
    /** Stored, and the person has a number. */
    ACCEPTED,
    /** Stored; no number can be given. */
    AWAITING_NUMBER,
    /** Stored without a number of record; an officer decides. */
    IN_REVIEW,
    /** Not stored. */
    REJECTED
}
