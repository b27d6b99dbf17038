package vn.dancu.card.cards;

import java.time.LocalDate;
import java.util.Optional;
import vn.dancu.card.model.CardState;

/** What a relying party learns of a card. */
enum CardStatus {
    /** In force. */
    VALID,
    /** Its time is over. */
    EXPIRED,
    /** Not to be relied on for the time being. */
    SUSPENDED,
    /** Ended before its time: revoked, replaced, reported lost or destroyed. */
    REVOKED,
    /** No card with this serial is or was in force. */
    UNKNOWN;

    /** A card is valid through the day printed as its date of expiry. */
    static CardStatus of(CardState state, Optional<LocalDate> expiry, LocalDate today) {
        return switch (state) {
            case PRODUCED, VOID -> UNKNOWN;
            case LOST, REVOKED, REPLACED, DESTROYED -> REVOKED;
            case EXPIRED -> EXPIRED;
            case SUSPENDED -> SUSPENDED;
            case ACTIVE -> expiry.filter(today::isAfter).isPresent() ? EXPIRED : VALID;
        };
    }
}
