package vn.dancu.idnumber.allocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonalIdNumber;

/** {@code idnumber.batch-answered.v1}: what each person of a batch got. Restricted. */
record BatchAnswered(UUID requestId, List<Item> items) {
    static final String TYPE = "idnumber.batch-answered.v1";

    /**
     * @param outcome {@code assigned}, or why there is no number
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(UUID personId, String outcome, @Nullable PersonalIdNumber number) {}
}
