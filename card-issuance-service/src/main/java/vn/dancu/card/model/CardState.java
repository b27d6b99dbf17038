package vn.dancu.card.model;

/** The life of a card, from the machine that made it to its destruction. */
public enum CardState {
    /** Made, not yet with its holder: not valid. */
    PRODUCED,
    /** With its holder and in force. A person has at most one card that may still be used. */
    ACTIVE,
    /** In force no more for a time; it may be reinstated. */
    SUSPENDED,
    /**
     * Its holder reported it lost or stolen. It may be recovered as long as no other replaced it.
     */
    LOST,
    /** Taken out of force for ever (Law 26/2023 Art 29; a death; a compromised signer). */
    REVOKED,
    /** The day printed as its date of expiry is over. */
    EXPIRED,
    /** Its holder got another one, which voids it (Law 59/2014 Art 23). */
    REPLACED,
    /** Made and never in force: spoilt, or stopped before delivery. */
    VOID,
    /** The plastic is gone, under a record of its destruction. */
    DESTROYED;

    /** Whether it is, or may again be, the card that its holder uses: a person has one. */
    public boolean isLiving() {
        return this == ACTIVE || this == SUSPENDED || this == LOST;
    }

    /** Whether it came to its end: then it is known when and why. */
    public boolean isEnded() {
        return this != PRODUCED && !isLiving();
    }
}
