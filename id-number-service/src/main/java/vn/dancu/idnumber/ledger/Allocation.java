package vn.dancu.idnumber.ledger;

import java.util.UUID;
import vn.dancu.idnumber.model.Bucket;

/**
 * An item that needs a number from a bucket; the item is a person, known by the internal id alone.
 */
public record Allocation(UUID itemId, Bucket bucket) {}
