package vn.dancu.card.cards;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import vn.dancu.card.model.CardState;
import vn.dancu.card.model.Place;

/**
 * What the life of a card needs to know of it, without what is printed.
 *
 * @param serial none on a card that was issued before the register was opened
 * @param earlier whether it is such a card
 * @param residence decides which officers may act
 */
public record CardHead(
        UUID personId,
        UUID cardId,
        int version,
        CardState state,
        Optional<String> serial,
        LocalDate issued,
        Optional<LocalDate> expiry,
        boolean earlier,
        Optional<String> endReason,
        Place residence) {
    /** Whether it is in its time: a card is valid through the day printed as its expiry. */
    public boolean isInItsTime(LocalDate today) {
        return expiry.map(day -> !today.isAfter(day)).orElse(true);
    }

    @Override
    public String toString() {
        return "CardHead[" + cardId + " " + state + "]";
    }
}
