package vn.dancu.idnumber.life;

import java.util.UUID;

/**
 * {@code idnumber.number-transferred.v1}: a number went from one person to another. Each of the two
 * is told by an event of its own.
 *
 * @param gained whether the person is its owner; else the one who had it
 */
record NumberTransferred(
        UUID personId, boolean gained, UUID otherPersonId, TransferReason reason, UUID requestId) {
    static final String TYPE = "idnumber.number-transferred.v1";
}
