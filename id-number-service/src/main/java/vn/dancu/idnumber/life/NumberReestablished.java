package vn.dancu.idnumber.life;

import java.util.UUID;

/** {@code idnumber.number-reestablished.v1}: the person has another number from now on. */
record NumberReestablished(UUID personId, ReestablishmentReason reason, UUID requestId) {
    static final String TYPE = "idnumber.number-reestablished.v1";
}
