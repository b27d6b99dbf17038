package vn.dancu.idnumber.allocation;

import java.util.UUID;
import vn.dancu.kernel.PersonalIdNumber;

/** {@code idnumber.number-assigned.v1}: the person has this number, for ever. */
record NumberAssigned(UUID requestId, UUID personId, PersonalIdNumber number) {
    static final String TYPE = "idnumber.number-assigned.v1";
}
