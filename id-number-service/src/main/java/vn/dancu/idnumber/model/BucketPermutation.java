package vn.dancu.idnumber.model;

import vn.dancu.kernel.PersonalIdNumber;

/**
 * The keyed order in which a bucket gives its million numbers: place 0 first, place 999999 last.
 *
 * <p>Each place is the number of exactly one place and each number has exactly one place, so there
 * are no collisions, no retries and no pool; and without the key no number tells its neighbour
 * (Decree 137/2015 Art 13: six random digits). Not safe for use by several threads at once.
 */
public final class BucketPermutation {
    private final Bucket bucket;
    private final Permutations permutations;

    BucketPermutation(Bucket bucket, Permutations permutations) {
        this.bucket = bucket;
        this.permutations = permutations;
    }

    /** The number at a place, 0 to 999999. */
    public PersonalIdNumber numberAt(int place) {
        long number =
                permutations.numbersAt(new int[] {bucket.fixedDigits()}, new int[] {place})[0];
        return bucket.numberWith((int) (number % Bucket.PLACES));
    }

    /** The place of a number of this bucket. */
    public int placeOf(PersonalIdNumber number) {
        if (!Bucket.containing(number).equals(bucket)) {
            throw new IllegalArgumentException("the number lies in another bucket");
        }
        return permutations.placesOf(new long[] {Long.parseLong(number.digits())})[0];
    }
}
