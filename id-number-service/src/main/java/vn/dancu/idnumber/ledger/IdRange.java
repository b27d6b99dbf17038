package vn.dancu.idnumber.ledger;

import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/** Ids from the first to the last, in the order of PostgreSQL. */
record IdRange(UUID first, UUID last) {
    /** So few are asked for one by one. */
    private static final int FEW = 100;

    /** A range holds at most so many ids for each that is meant. */
    private static final int SPREAD = 4;

    /** The range of ids that are many and differ in little more than the last digits. */
    static Optional<IdRange> ofNeighbours(Collection<UUID> ids) {
        if (ids.size() < FEW) {
            return Optional.empty();
        }
        UUID some = ids.iterator().next();
        long high = some.getMostSignificantBits();
        long least = some.getLeastSignificantBits();
        long most = least;
        for (UUID id : ids) {
            if (id.getMostSignificantBits() != high) {
                return Optional.empty();
            }
            long low = id.getLeastSignificantBits();
            least = Long.compareUnsigned(low, least) < 0 ? low : least;
            most = Long.compareUnsigned(low, most) > 0 ? low : most;
        }
        boolean near = Long.compareUnsigned(most - least, (long) ids.size() * SPREAD) < 0;
        return near
                ? Optional.of(new IdRange(new UUID(high, least), new UUID(high, most)))
                : Optional.empty();
    }
}
