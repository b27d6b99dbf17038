package vn.dancu.idnumber.ledger;

import vn.dancu.idnumber.model.Bucket;

/**
 * Places that this transaction alone may give: those from a bucket's own counter on, or the rest of
 * one of its lanes.
 *
 * @param lane {@link #OWN} for the bucket's own counter, whose range ends with the bucket
 * @param nextPlace all places of the range below are given or skipped
 * @param upTo the first place that is no longer in the range
 * @param takenAhead how many of the places from there on belong to registered numbers
 * @param queuedFor whether others held it when it was first wanted
 */
record OpenRange(
        Bucket bucket,
        int lane,
        String keyId,
        int nextPlace,
        int upTo,
        int takenAhead,
        boolean queuedFor) {
    /** Stands for no lane. */
    static final int OWN = -1;

    boolean isOwn() {
        return lane == OWN;
    }

    int placesLeft() {
        return upTo - nextPlace;
    }

    /** Places ahead that are neither given nor taken. */
    int numbersLeft() {
        return placesLeft() - takenAhead;
    }

    boolean contains(int place) {
        return place >= nextPlace && place < upTo;
    }

    /** Places of the bucket that are spoken for, as its own counter shows. */
    int filled() {
        return Bucket.PLACES - numbersLeft();
    }

    /** How far to look for so many free places, if the taken ones lie evenly, and a little more. */
    int windowFor(int numbers) {
        long expected = (long) numbers * placesLeft() / numbersLeft();
        return (int) Math.min(expected + expected / 8 + 64, placesLeft());
    }
}
