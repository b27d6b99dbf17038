package vn.dancu.card.model;

import static vn.dancu.card.model.CardState.ACTIVE;
import static vn.dancu.card.model.CardState.DESTROYED;
import static vn.dancu.card.model.CardState.EXPIRED;
import static vn.dancu.card.model.CardState.LOST;
import static vn.dancu.card.model.CardState.PRODUCED;
import static vn.dancu.card.model.CardState.REPLACED;
import static vn.dancu.card.model.CardState.REVOKED;
import static vn.dancu.card.model.CardState.SUSPENDED;
import static vn.dancu.card.model.CardState.VOID;

/** What can happen to a card, from which states, and where it leads. */
public enum CardCommand {
    /** Delivered to its holder. */
    ACTIVATE(ACTIVE),
    /** Never to be delivered. */
    SPOIL(VOID),
    SUSPEND(SUSPENDED),
    /** Back in force: grave, since a card that should not be used could be. */
    REINSTATE(ACTIVE),
    /** By the holder through the portal, or by an officer. */
    REPORT_LOST(LOST),
    /** Found again: grave, since somebody else may hold it. */
    RECOVER(ACTIVE),
    /** For ever: grave. */
    REVOKE(REVOKED),
    EXPIRE(EXPIRED),
    /** Another card came into force. */
    REPLACE(REPLACED),
    /** The plastic is destroyed: only of a card that is at its end. */
    DESTROY(DESTROYED);

    private final CardState target;

    CardCommand(CardState target) {
        this.target = target;
    }

    public CardState target() {
        return target;
    }

    public boolean isAllowedFrom(CardState state) {
        return switch (this) {
            case ACTIVATE, SPOIL -> state == PRODUCED;
            case SUSPEND -> state == ACTIVE;
            case REINSTATE -> state == SUSPENDED;
            case REPORT_LOST -> state == ACTIVE || state == SUSPENDED;
            case RECOVER -> state == LOST;
            case REVOKE, EXPIRE -> state.isLiving();
            case REPLACE -> state.isLiving() || state == EXPIRED;
            case DESTROY -> state.isEnded() && state != DESTROYED;
        };
    }

    /** Whether an officer only proposes it and another one decides. */
    public boolean needsSecondOfficer() {
        return this == REINSTATE || this == RECOVER || this == REVOKE;
    }

    /**
     * The state that follows.
     *
     * @throws CardRuleException 409 {@code wrong_state}
     */
    public CardState from(CardState state) {
        if (!isAllowedFrom(state)) {
            throw CardRuleException.illegal(
                    "wrong_state", "this is not possible in the state the card is in");
        }
        return target;
    }
}
