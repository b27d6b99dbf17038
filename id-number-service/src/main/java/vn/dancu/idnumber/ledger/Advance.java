package vn.dancu.idnumber.ledger;

/**
 * How far the counter of a bucket or of a lane moves: over places that were given and places that
 * were taken already.
 */
record Advance(OpenRange range, int given, int skipped) {}
