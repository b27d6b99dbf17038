package vn.dancu.idnumber.life;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.model.NumberState;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * One step in the life of an item's number, as it stays on record.
 *
 * @param version counts the item's steps
 * @param state of the number after the step
 * @param newNumber the number that takes the place of this one
 */
record LifeStep(
        UUID itemId,
        int version,
        PersonalIdNumber number,
        NumberState state,
        @Nullable PersonalIdNumber newNumber,
        @Nullable UUID otherItemId) {}
