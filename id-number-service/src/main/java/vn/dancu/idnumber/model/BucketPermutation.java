package vn.dancu.idnumber.model;

import java.nio.charset.StandardCharsets;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * The keyed order in which a bucket gives its million numbers: place 0 first, place 999999 last.
 *
 * <p>Each place is the number of exactly one place and each number has exactly one place, so there
 * are no collisions, no retries and no pool; and without the key no number tells its neighbour
 * (Decree 137/2015 Art 13: six random digits). Not safe for use by several threads at once.
 */
public final class BucketPermutation {
    private static final int DIGITS = 6;

    private final Bucket bucket;
    private final FormatPreservingCipher cipher;
    private final byte[] symbols = new byte[DIGITS];

    BucketPermutation(Bucket bucket, byte[] key) {
        this.bucket = bucket;
        byte[] tweak = bucket.digits().getBytes(StandardCharsets.US_ASCII);
        this.cipher = new FormatPreservingCipher(key, 10, tweak);
    }

    /** The number at a place, 0 to 999999. */
    public PersonalIdNumber numberAt(int place) {
        write(place);
        cipher.encrypt(symbols);
        return bucket.numberWith(read());
    }

    /** The place of a number of this bucket. */
    public int placeOf(PersonalIdNumber number) {
        if (!Bucket.containing(number).equals(bucket)) {
            throw new IllegalArgumentException("the number lies in another bucket");
        }
        write(Integer.parseInt(number.digits(), DIGITS, 2 * DIGITS, 10));
        cipher.decrypt(symbols);
        return read();
    }

    private void write(int value) {
        if (value < 0 || value >= Bucket.PLACES) {
            throw new IllegalArgumentException("a bucket has a million places");
        }
        int rest = value;
        for (int i = DIGITS - 1; i >= 0; i--) {
            symbols[i] = (byte) (rest % 10);
            rest /= 10;
        }
    }

    private int read() {
        int value = 0;
        for (byte symbol : symbols) {
            value = value * 10 + symbol;
        }
        return value;
    }
}
