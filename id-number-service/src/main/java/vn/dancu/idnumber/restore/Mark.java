package vn.dancu.idnumber.restore;

import java.util.UUID;
import vn.dancu.idnumber.ledger.LastSeen;

/**
 * How far the ledger was, as Kafka remembers it outside the database.
 *
 * @param incarnation another one after each restore
 * @param beat rises while it lives; a state with a lower one is older
 */
record Mark(UUID incarnation, long beat) {
    /** Before anything was remembered. */
    static final Mark NONE = new Mark(new UUID(0, 0), 0);

    LastSeen.Sight sight() {
        return new LastSeen.Sight(incarnation, beat);
    }
}
