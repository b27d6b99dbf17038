package vn.dancu.idnumber.life;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.model.NumberLife;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * How a number stands, its row held by this transaction.
 *
 * @param owner the item that has it
 * @param predecessor the number in whose place it stands
 */
record Standing(
        PersonalIdNumber number,
        UUID owner,
        NumberLife life,
        @Nullable PersonalIdNumber predecessor) {

    /** Whether it is its person's number, suspended or not. */
    boolean isLiving() {
        return life.isLiving();
    }
}
