package vn.dancu.idnumber.ledger;

import vn.dancu.idnumber.model.Bucket;

/**
 * How far a bucket's counter moves: over places that were given and places that were taken already.
 */
record Advance(Bucket bucket, int given, int skipped) {}
