package vn.dancu.synthetic;

import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.Sex;

/**
 * Gives numbers that look drawn by lot and never repeat: each bucket is walked by a step that is
 * coprime to its size. Memory is one counter for each bucket, however many people there are.
 */
final class NumberBook {
    private static final int BUCKET = 1_000_000;
    private static final int STEP = 483_611;
    private static final int OLD_BUCKET = 10_000_000;
    private static final int OLD_STEP = 4_836_113;
    private static final int CENTURY_DIGITS = 4;

    private final long seed;
    private final int[] given = new int[100 * CENTURY_DIGITS * 100];
    private final int[] oldGiven = new int[100];

    NumberBook(long seed) {
        this.seed = seed;
    }

    /**
     * The next number of a province's births in a year (Decree 137/2015 Art 13); none where the
     * bucket is full.
     */
    @Nullable String number(String province, Sex sex, int birthYear) {
        int prefix = Integer.parseInt(province);
        int digit = (birthYear - 1900) / 100 * 2 + (sex == Sex.FEMALE ? 1 : 0);
        int bucket = (prefix * CENTURY_DIGITS + digit) * 100 + birthYear % 100;
        if (given[bucket] == BUCKET) {
            return null;
        }
        long start = Math.floorMod(Chance.mix(seed ^ Chance.mix(bucket)), BUCKET);
        long random = (start + (long) given[bucket]++ * STEP) % BUCKET;
        long all = (((long) prefix * 10 + digit) * 100 + birthYear % 100) * BUCKET + random;
        return padded(all, 12);
    }

    /** The next 9-digit identity card number (CMND) of a province; none where it has no more. */
    @Nullable String oldNumber(String province) {
        int prefix = Integer.parseInt(province);
        if (oldGiven[prefix] == OLD_BUCKET) {
            return null;
        }
        long start = Math.floorMod(Chance.mix(seed + prefix), OLD_BUCKET);
        long serial = (start + (long) oldGiven[prefix]++ * OLD_STEP) % OLD_BUCKET;
        return padded(prefix * (long) OLD_BUCKET + serial, 9);
    }

    static String padded(long value, int digits) {
        char[] text = new char[digits];
        long rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
        return new String(text);
    }
}
