package vn.dancu.population.numbering;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.population.record.Protection;

/**
 * A call to id-number-service that is still to be made, or was.
 *
 * @param taskId the request id there
 */
record NumberTask(
        UUID taskId, UUID personId, @Nullable UUID actId, String command, Request request) {

    /** What it asks, as far as it is known when it is decided. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Request(
            @Nullable PersonalIdNumber number,
            @Nullable String reason,
            @Nullable UUID otherPersonId,
            @Nullable String prefix,
            @Nullable Sex sex,
            @Nullable Integer birthYear,
            @Nullable String evidence,
            @Nullable String proposedBy,
            @Nullable String approvedBy,
            @Nullable Protection protection) {
        static final Request NONE =
                new Request(null, null, null, null, null, null, null, null, null, null);
    }
}
