package vn.dancu.idnumber.model;

/**
 * The orders of all buckets under one key, for many places of many buckets at once; see {@link
 * BucketPermutation}. Not safe for use by several threads at once.
 */
public final class Permutations {
    private static final int DIGITS = 6;
    private static final int HALF = 1_000;

    private final FormatPreservingCipher cipher;

    Permutations(byte[] key) {
        // The tweak of a bucket is its six fixed digits in ASCII.
        this.cipher = new FormatPreservingCipher(key, 10, DIGITS, DIGITS);
    }

    /** The order of one bucket. */
    public BucketPermutation of(Bucket bucket) {
        return new BucketPermutation(bucket, this);
    }

    /**
     * The numbers at some places.
     *
     * @param buckets the fixed digits of the bucket of each place
     * @param places 0 to 999999
     * @return the numbers, each read as one integer
     */
    public long[] numbersAt(int[] buckets, int[] places) {
        int count = buckets.length;
        long[] first = new long[count];
        long[] second = new long[count];
        for (int i = 0; i < count; i++) {
            if (places[i] < 0 || places[i] >= Bucket.PLACES) {
                throw new IllegalArgumentException("a bucket has a million places");
            }
            first[i] = places[i] / HALF;
            second[i] = places[i] % HALF;
        }
        cipher.encryptAll(first, second, tweaks(buckets));
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (long) buckets[i] * Bucket.PLACES + first[i] * HALF + second[i];
        }
        return numbers;
    }

    /** The places of some numbers, each read as one integer, in their buckets. */
    public int[] placesOf(long[] numbers) {
        int count = numbers.length;
        int[] buckets = new int[count];
        long[] first = new long[count];
        long[] second = new long[count];
        for (int i = 0; i < count; i++) {
            buckets[i] = (int) (numbers[i] / Bucket.PLACES);
            first[i] = numbers[i] % Bucket.PLACES / HALF;
            second[i] = numbers[i] % HALF;
        }
        cipher.decryptAll(first, second, tweaks(buckets));
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = (int) (first[i] * HALF + second[i]);
        }
        return places;
    }

    private static byte[] tweaks(int[] buckets) {
        byte[] tweaks = new byte[buckets.length * DIGITS];
        for (int i = 0; i < buckets.length; i++) {
            int rest = buckets[i];
            for (int at = (i + 1) * DIGITS - 1; at >= i * DIGITS; at--) {
                tweaks[at] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return tweaks;
    }
}
