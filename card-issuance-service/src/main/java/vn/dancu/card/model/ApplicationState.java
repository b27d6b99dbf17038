package vn.dancu.card.model;

/** Where a card application stands. */
public enum ApplicationState {
    /** Filed by an officer, waiting for the decision of another one. */
    SUBMITTED,
    /** Sent back to be corrected and filed again. */
    RETURNED,
    /** Approved by a second officer: the card may be made. */
    APPROVED,
    /** The card is made and waits for its quality check. */
    PERSONALISED,
    /** The card passed its quality check and waits for its holder. */
    QUALITY_CHECKED,
    /** The holder has the card: the application is closed. */
    DELIVERED,
    /** Refused with a reason. */
    REFUSED,
    /** Taken back by the applicant before a card was made. */
    WITHDRAWN,
    /** Ended by a fact of the population record, such as a death. */
    STOPPED;

    /** Whether more can happen to it. A person has at most one open application. */
    public boolean isOpen() {
        return switch (this) {
            case SUBMITTED, RETURNED, APPROVED, PERSONALISED, QUALITY_CHECKED -> true;
            case DELIVERED, REFUSED, WITHDRAWN, STOPPED -> false;
        };
    }
}
