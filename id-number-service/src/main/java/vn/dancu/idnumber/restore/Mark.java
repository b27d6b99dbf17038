package vn.dancu.idnumber.restore;

import java.util.UUID;

/**
 * How far the ledger was, as Kafka remembers it outside the database.
 *
 * @param incarnation another one after each restore
 * @param beat rises while it lives; a state with a lower one is older
 */
record Mark(UUID incarnation, long beat) {}
