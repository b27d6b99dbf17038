package vn.dancu.idnumber.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import vn.dancu.kernel.InvalidValueException;

/**
 * A secret AES-256 key from which the order of numbers in a bucket follows.
 *
 * <p>Its id is computed from the key itself, so that a key can never stand under the id of another:
 * a bucket that went on under a wrong key would meet its own numbers again.
 */
public final class NumberKey {
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 8;

    /** The keys of the published test vectors of SP 800-38G begin so; no secret does. */
    private static final byte[] PUBLISHED = HexFormat.of().parseHex("2b7e151628aed2a6abf71588");

    private final byte[] key;
    private final String id;

    private NumberKey(byte[] key) {
        this.key = key;
        this.id = idOf(key);
    }

    /**
     * @param hex 64 hexadecimal digits
     * @throws InvalidValueException {@code number_key_malformed}, or {@code number_key_published}
     *     for a key that everybody knows
     */
    public static NumberKey ofHex(String hex) {
        byte[] key;
        try {
            key = HexFormat.of().parseHex(hex.strip());
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        if (key.length != KEY_BYTES) {
            throw malformed();
        }
        if (Arrays.equals(PUBLISHED, Arrays.copyOf(key, PUBLISHED.length)) || isOneByte(key)) {
            throw new InvalidValueException(
                    "number_key_published", "a published test key must not draw numbers");
        }
        return new NumberKey(key);
    }

    /** The cause is left out on purpose: its message would quote the secret. */
    private static InvalidValueException malformed() {
        return new InvalidValueException(
                "number_key_malformed", "the key of numbers is 32 bytes in hexadecimal");
    }

    private static boolean isOneByte(byte[] key) {
        for (byte b : key) {
            if (b != key[0]) {
                return false;
            }
        }
        return true;
    }

    private static String idOf(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    "dancu.numbers.key-id:".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(key), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }

    /** Sixteen hexadecimal digits that name the key and do not tell it. */
    public String id() {
        return id;
    }

    /** The orders in which buckets give their numbers under this key, for one thread. */
    public Permutations permutations() {
        return new Permutations(key);
    }

    /** The order in which a bucket gives its numbers under this key. */
    public BucketPermutation permutationOf(Bucket bucket) {
        return permutations().of(bucket);
    }

    @Override
    public String toString() {
        return "NumberKey[" + id + "]";
    }
}
