package vn.dancu.card.cards;

import java.util.Locale;

/** Why a card is no longer, or never was, in force. */
public enum EndReason {
    /** Its holder got another one. */
    REPLACED,
    /** Its holder died. */
    PERSON_DIED,
    /** It did not pass the quality check. */
    SPOILT;

    /** As it is stored and told. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
