package vn.dancu.idnumber.ledger;

import java.util.UUID;
import vn.dancu.kernel.PersonalIdNumber;

/** A number and its owner, as they go into the book. */
public record IssuedNumber(long number, UUID itemId) {
    public static IssuedNumber of(PersonalIdNumber number, UUID itemId) {
        return new IssuedNumber(Long.parseLong(number.digits()), itemId);
    }

    /** The twelve digits of a number that is stored as an integer. */
    public static PersonalIdNumber read(long stored) {
        String digits = Long.toString(stored);
        return new PersonalIdNumber("0".repeat(12 - digits.length()) + digits);
    }
}
