package vn.dancu.sharing.model;

import java.util.Optional;

/** Whether an access is allowed, and under which version of which agreement. */
public sealed interface Decision {
    record Allowed(Agreement agreement) implements Decision {}

    /**
     * @param agreement the agreement that was found to be too narrow, if any was found
     * @param fieldIndex the first field of the access that is not agreed
     */
    record Refused(Refusal refusal, Optional<Agreement> agreement, Optional<Integer> fieldIndex)
            implements Decision {}
}
