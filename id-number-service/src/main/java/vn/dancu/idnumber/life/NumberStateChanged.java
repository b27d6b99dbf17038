package vn.dancu.idnumber.life;

import java.util.UUID;
import vn.dancu.idnumber.model.LifeReason;
import vn.dancu.idnumber.model.NumberState;

/**
 * {@code idnumber.number-state-changed.v1}: the person's number is worth something else now.
 *
 * @param state of the number that is the person's own from now on
 */
record NumberStateChanged(UUID personId, NumberState state, LifeReason reason, UUID requestId) {
    static final String TYPE = "idnumber.number-state-changed.v1";
}
