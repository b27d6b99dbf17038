package vn.dancu.sharing.model;

import java.util.Optional;
import java.util.Set;
import vn.dancu.kernel.InvalidValueException;

/** Which officers of the agency may ask. */
public sealed interface Officers {
    /**
     * @param registered the officers that the agency has registered
     */
    boolean allow(Optional<OfficerCode> officer, Set<OfficerCode> registered);

    /** The agency answers for its officers itself. */
    record Open() implements Officers {
        @Override
        public boolean allow(Optional<OfficerCode> officer, Set<OfficerCode> registered) {
            return true;
        }
    }

    /** Those whom the agency has registered, so that a new colleague needs no amendment. */
    record Registered() implements Officers {
        @Override
        public boolean allow(Optional<OfficerCode> officer, Set<OfficerCode> registered) {
            return officer.map(registered::contains).orElse(false);
        }
    }

    /** Only those named; an access without an officer is refused. */
    record Named(Set<OfficerCode> codes) implements Officers {
        public static final int MAX = 1_000;

        public Named {
            codes = Set.copyOf(codes);
            if (codes.isEmpty() || codes.size() > MAX) {
                throw new InvalidValueException("officers_out_of_range", "1 to 1000 officers");
            }
        }

        @Override
        public boolean allow(Optional<OfficerCode> officer, Set<OfficerCode> registered) {
            return officer.map(codes::contains).orElse(false);
        }
    }
}
