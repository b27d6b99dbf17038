package vn.dancu.card.parcels;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Cards for one unit on their way.
 *
 * @param code as on its label
 * @param version counts changes from 1; a command names the version it saw
 * @param courier who carries it, once dispatched
 */
record Parcel(
        UUID parcelId,
        String code,
        String unit,
        int version,
        State state,
        Instant packedAt,
        String packedBy,
        Optional<Instant> dispatchedAt,
        Optional<String> courier,
        Optional<Instant> endedAt) {
    /** Where a parcel stands. */
    enum State {
        PACKED,
        DISPATCHED,
        RECEIVED,
        LOST,
        /** Nothing was left in it to dispatch. */
        EMPTIED
    }
}
