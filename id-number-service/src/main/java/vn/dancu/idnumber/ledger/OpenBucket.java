package vn.dancu.idnumber.ledger;

import vn.dancu.idnumber.model.Bucket;

/**
 * A bucket whose row this transaction holds.
 *
 * @param nextPlace all places below are given or skipped
 * @param takenAhead how many of the places from there on belong to registered numbers
 */
record OpenBucket(Bucket bucket, String keyId, int nextPlace, int takenAhead) {
    int placesLeft() {
        return Bucket.PLACES - nextPlace;
    }

    /** Places ahead that are neither given nor taken. */
    int numbersLeft() {
        return placesLeft() - takenAhead;
    }

    /** How far to look for so many free places, if the taken ones lie evenly, and a little more. */
    int windowFor(int numbers) {
        long expected = (long) numbers * placesLeft() / numbersLeft();
        return (int) Math.min(expected + expected / 8 + 64, placesLeft());
    }
}
