package vn.dancu.idnumber.allocation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.UUID;
import vn.dancu.kernel.Sex;

/** {@code idnumber.batch-requested.v1}: many people are registered and need numbers. */
@JsonIgnoreProperties(ignoreUnknown = true)
record BatchRequested(UUID requestId, List<Item> items) {
    static final String TYPE = "idnumber.batch-requested.v1";

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(UUID personId, String prefix, Sex sex, int birthYear) {}
}
