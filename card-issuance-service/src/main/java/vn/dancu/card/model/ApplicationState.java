package vn.dancu.card.model;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Where a card application stands, in the order of Circular 59/2021 Art 11. */
public enum ApplicationState {
    /** A slot of a unit is booked; nobody has come yet. */
    BOOKED,
    /** The citizen is at the unit. */
    RECEIVED,
    /** The record was read and what it says is shown and confirmed. */
    DATA_CHECKED,
    /** Features, fingerprints and portrait are taken. */
    CAPTURED,
    /** The form CC02 is printed and waits for a signature. */
    FORM_PRINTED,
    /** The citizen has checked and signed the form. */
    SIGNED,
    /** The fee is paid, or an exemption is recorded. */
    FEE_SETTLED,
    /** Handed in by the unit, waiting for the decision of another officer. */
    SUBMITTED,
    /** Sent back to be corrected and handed in again. */
    RETURNED,
    /** Approved by a second officer: the card may be made. */
    APPROVED,
    /** Part of a production run. */
    BATCHED,
    /** The card is made and waits for its quality check. */
    PERSONALISED,
    /** The card passed its quality check. */
    QUALITY_CHECKED,
    /** The card lies in a parcel for the unit. */
    PACKED,
    /** The parcel is under way. */
    DISPATCHED,
    /** The card is at the unit and waits for its holder. */
    AT_UNIT,
    /** The holder has the card: the application is closed. */
    DELIVERED,
    /** Nobody took the card in time: it went back and is void. */
    UNDELIVERED,
    /** Refused with a reason. */
    REFUSED,
    /** Taken back by the applicant before a card was made, or nobody came. */
    WITHDRAWN,
    /** Ended by a fact of the population record, such as a death. */
    STOPPED;

    private static final Set<ApplicationState> CLOSED =
            EnumSet.of(DELIVERED, UNDELIVERED, REFUSED, WITHDRAWN, STOPPED);
    private static final Set<ApplicationState> AT_COUNTER =
            EnumSet.of(BOOKED, RECEIVED, DATA_CHECKED, CAPTURED, FORM_PRINTED, SIGNED, FEE_SETTLED);
    private static final Set<ApplicationState> MADE =
            EnumSet.of(PERSONALISED, QUALITY_CHECKED, PACKED, DISPATCHED, AT_UNIT);

    /** Whether more can happen to it. A person has at most one open application. */
    public boolean isOpen() {
        return !CLOSED.contains(this);
    }

    /** Whether the unit is still at work on it, before anything is handed in. */
    public boolean isAtCounter() {
        return AT_COUNTER.contains(this);
    }

    /** Whether a card exists that is not yet with its holder. */
    public boolean hasMadeCard() {
        return MADE.contains(this);
    }

    /** The states in which {@link #isOpen} holds. */
    public static List<ApplicationState> open() {
        return Arrays.stream(values()).filter(ApplicationState::isOpen).toList();
    }
}
