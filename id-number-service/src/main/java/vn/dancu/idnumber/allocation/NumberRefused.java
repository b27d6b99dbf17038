package vn.dancu.idnumber.allocation;

import java.util.UUID;

/** {@code idnumber.number-refused.v1}: no number can be given as asked, and why. */
record NumberRefused(UUID requestId, UUID personId, String code) {
    static final String TYPE = "idnumber.number-refused.v1";
}
