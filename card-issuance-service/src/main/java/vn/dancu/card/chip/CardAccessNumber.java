package vn.dancu.card.chip;

import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * The six digits that open the chip by PACE (CAN). It is kept with each card as it was issued, so
 * that another rule for new cards leaves the issued ones readable.
 */
public record CardAccessNumber(String digits) {
    public CardAccessNumber {
        if (!digits.matches("[0-9]{6}")) {
            throw new InvalidValueException("can_malformed", "an access number has 6 digits");
        }
    }

    /** The rule of the cards in use: the last six digits of the personal identification number. */
    public static CardAccessNumber lastSixOf(PersonalIdNumber number) {
        return new CardAccessNumber(number.digits().substring(6));
    }

    @Override
    public String toString() {
        return "CardAccessNumber[hidden]";
    }
}
