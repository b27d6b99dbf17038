package vn.dancu.card.model;

/** The life of a card: made, in force, ended; or made and void. There is no way back. */
public enum CardState {
    /** Made, not yet with its holder: not valid. */
    PRODUCED,
    /** With its holder and in force. A person has at most one. */
    ACTIVE,
    /** Was in force and is no more: replaced, or its holder died. */
    REVOKED,
    /** Made and never in force: spoilt, or stopped before delivery. */
    VOID
}
