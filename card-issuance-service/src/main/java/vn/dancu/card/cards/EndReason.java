package vn.dancu.card.cards;

import java.util.Locale;

/** Why a card is no longer, or never was, in force. */
public enum EndReason {
    /** Its holder got another one. */
    REPLACED,
    /** Its holder died. */
    PERSON_DIED,
    /** Its holder's record was closed in favour of another one of the same person. */
    RECORD_MERGED,
    /** Its holder's record should never have been. */
    RECORD_WITHDRAWN,
    /** The number that it shows is in force no more. */
    NUMBER_REESTABLISHED,
    /** The number that it shows was cancelled, or is another person's. */
    NUMBER_CANCELLED,
    /** Its holder is no Vietnamese citizen any more (Law 59/2014 Art 28.1). */
    NATIONALITY_LOST,
    /** The record changed before it was handed out. */
    RECORD_CHANGED,
    /** It was lost on the way to its holder. */
    LOST_ON_THE_WAY,
    /** Nobody came for it in time. */
    NOT_COLLECTED,
    /** It did not pass the quality check. */
    SPOILT;

    /** As it is stored and told. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
