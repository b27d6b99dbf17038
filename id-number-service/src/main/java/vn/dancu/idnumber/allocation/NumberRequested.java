package vn.dancu.idnumber.allocation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.UUID;
import vn.dancu.kernel.Sex;

/** {@code idnumber.number-requested.v1}: a person is registered and needs a number. */
@JsonIgnoreProperties(ignoreUnknown = true)
record NumberRequested(UUID requestId, UUID personId, String prefix, Sex sex, int birthYear) {
    static final String TYPE = "idnumber.number-requested.v1";
}
