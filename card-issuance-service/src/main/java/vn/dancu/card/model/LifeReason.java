package vn.dancu.card.model;

import java.util.Locale;

/** Why an officer or a holder acts on a card. Each reason belongs to one command. */
public enum LifeReason {
    /** The holder asks for it. */
    HOLDER_REQUEST(CardCommand.SUSPEND),
    /** What the card says, or who holds it, is in doubt. */
    UNDER_INVESTIGATION(CardCommand.SUSPEND),
    /** Kept for the time of a sentence or a compulsory measure (Law 59/2014 Art 28.2). */
    HELD_BY_LAW(CardCommand.SUSPEND),
    /** What led to the suspension is over. */
    CLEARED(CardCommand.REINSTATE),
    LOST(CardCommand.REPORT_LOST),
    STOLEN(CardCommand.REPORT_LOST),
    /** The holder has it again, and showed it. */
    FOUND(CardCommand.RECOVER),
    /** Nationality lost, renounced, or its grant annulled (Law 59/2014 Art 28.1). */
    NATIONALITY_LOST(CardCommand.REVOKE),
    /** Issued against the rules (Law 26/2023 Art 29.1). */
    ISSUED_WRONGLY(CardCommand.REVOKE),
    /** Erased, altered or copied (Law 26/2023 Art 29.1). */
    ALTERED(CardCommand.REVOKE),
    /** The key that signed its chip can no longer be relied on. */
    SIGNER_COMPROMISED(CardCommand.REVOKE),
    /** Handed in, as at a change. */
    HANDED_IN(CardCommand.DESTROY),
    /** Found after another had taken its place. */
    FOUND_LATE(CardCommand.DESTROY),
    /** Left over at the machine or in a parcel. */
    LEFT_OVER(CardCommand.DESTROY);

    private final CardCommand command;

    LifeReason(CardCommand command) {
        this.command = command;
    }

    /** As it is stored and told. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws CardRuleException 422 {@code reason_not_applicable}
     */
    public void requireFor(CardCommand other) {
        if (command != other) {
            throw CardRuleException.refused(
                    "reason_not_applicable", "the reason belongs to another command", "/reason");
        }
    }
}
