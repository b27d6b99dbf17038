package vn.dancu.idnumber.model;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * FF1 of NIST SP 800-38G: a permutation of the texts of one length over one alphabet, chosen by key
 * and tweak. The names of the values are those of algorithms 7 and 8 there.
 *
 * <p>Written out here for short texts, with AES by the Java platform, which has the processor do
 * it: the same round of many texts is one call. The published samples and the engine of Bouncy
 * Castle, which does one text at a time in large integers, are its tests. Not safe for use by
 * several threads at once.
 */
final class FormatPreservingCipher {
    private static final int ROUNDS = 10;
    private static final int BLOCK = 16;

    /** Halves below this are added and reduced byte by byte without leaving a long. */
    private static final long MOST_VALUES = 1L << 55;

    private final Cipher aes;
    private final int radix;
    private final int u;
    private final int v;
    private final long valuesOfU;
    private final long valuesOfV;
    private final int tweakBytes;
    private final int bytesOfHalf;
    private final int bytesOfY;
    private final int bytesOfQ;
    // The block P is the same for all texts and tweaks of these lengths: here it is encrypted.
    private final byte[] encryptedP = new byte[BLOCK];

    /**
     * @param key an AES key of 16, 24 or 32 bytes
     * @param radix size of the alphabet
     * @param length of the texts, in symbols
     * @param tweakBytes length of the tweaks
     */
    FormatPreservingCipher(byte[] key, int radix, int length, int tweakBytes) {
        this.radix = radix;
        this.tweakBytes = tweakBytes;
        u = length / 2;
        v = length - u;
        valuesOfU = values(u);
        valuesOfV = values(v);
        bytesOfHalf = (Long.SIZE - Long.numberOfLeadingZeros(valuesOfV - 1) + 7) / 8;
        // 8 or 12, since a half has at most 7: the first block of S is enough.
        bytesOfY = (bytesOfHalf + 3) / 4 * 4 + 4;
        bytesOfQ = (tweakBytes + 1 + bytesOfHalf + BLOCK - 1) / BLOCK * BLOCK;
        try {
            // FF1 is built of single blocks: what chains them stands below.
            aes = Cipher.getInstance("AES/ECB/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java platform has AES", e);
        }
        byte[] p = encryptedP;
        p[0] = 1;
        p[1] = 2;
        p[2] = 1;
        put(p, 3, radix, 3);
        p[6] = ROUNDS;
        p[7] = (byte) u;
        put(p, 8, length, 4);
        put(p, 12, tweakBytes, 4);
        encryptBlocks(p);
    }

    private long values(int symbols) {
        if (radix < 2 || symbols < 1) {
            throw new IllegalArgumentException("at least two symbols of an alphabet");
        }
        long values = 1;
        for (int i = 0; i < symbols; i++) {
            if (values >= MOST_VALUES / radix) {
                throw new IllegalArgumentException("the text is too long");
            }
            values *= radix;
        }
        return values;
    }

    /**
     * Replaces many texts, each by its image.
     *
     * @param a the first half of each text, read as a number
     * @param b the second halves
     * @param tweaks of the texts, one after the other: public texts that each choose another
     *     permutation
     */
    void encryptAll(long[] a, long[] b, byte[] tweaks) {
        check(a, b, tweaks);
        byte[] work = new byte[a.length * BLOCK];
        for (int round = 0; round < ROUNDS; round += 2) {
            addRound(round, a, b, tweaks, 1, work);
            addRound(round + 1, b, a, tweaks, 1, work);
        }
    }

    /** The inverse of {@link #encryptAll}. */
    void decryptAll(long[] a, long[] b, byte[] tweaks) {
        check(a, b, tweaks);
        byte[] work = new byte[a.length * BLOCK];
        for (int round = ROUNDS - 1; round > 0; round -= 2) {
            addRound(round, b, a, tweaks, -1, work);
            addRound(round - 1, a, b, tweaks, -1, work);
        }
    }

    private void check(long[] a, long[] b, byte[] tweaks) {
        if (b.length != a.length || tweaks.length != a.length * tweakBytes) {
            throw new IllegalArgumentException("two halves and a tweak for each text");
        }
        for (int i = 0; i < a.length; i++) {
            if (a[i] < 0 || a[i] >= valuesOfU || b[i] < 0 || b[i] >= valuesOfV) {
                throw new IllegalArgumentException("a half is not of this length");
            }
        }
    }

    /**
     * Adds to one half what the round makes of the other, or takes it away. Halves stay where they
     * are; the algorithms exchange them after each round, which is the same.
     */
    private void addRound(
            int round, long[] half, long[] other, byte[] tweaks, int sign, byte[] work) {
        long modulus = round % 2 == 0 ? valuesOfU : valuesOfV;
        for (int at = 0; at < work.length; at += BLOCK) {
            System.arraycopy(encryptedP, 0, work, at, BLOCK);
        }
        byte[] q = new byte[bytesOfQ];
        for (int from = 0; from < bytesOfQ; from += BLOCK) {
            for (int i = 0; i < half.length; i++) {
                System.arraycopy(tweaks, i * tweakBytes, q, 0, tweakBytes);
                q[bytesOfQ - bytesOfHalf - 1] = (byte) round;
                put(q, bytesOfQ - bytesOfHalf, other[i], bytesOfHalf);
                for (int j = 0; j < BLOCK; j++) {
                    work[i * BLOCK + j] ^= q[from + j];
                }
            }
            encryptBlocks(work);
        }
        for (int i = 0; i < half.length; i++) {
            long y = number(work, i * BLOCK, bytesOfY, modulus);
            half[i] = Math.floorMod(half[i] + sign * y, modulus);
        }
    }

    private void encryptBlocks(byte[] blocks) {
        try {
            if (aes.update(blocks, 0, blocks.length, blocks, 0) != blocks.length) {
                throw new IllegalStateException("whole blocks are encrypted at once");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("whole blocks can always be encrypted", e);
        }
    }

    /** The first bytes of S as a number, below the modulus. */
    private static long number(byte[] bytes, int from, int count, long modulus) {
        long value = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            value = value << 8 | (bytes[i] & 0xFF);
        }
        value = Long.remainderUnsigned(value, modulus);
        for (int i = from + Long.BYTES; i < from + count; i++) {
            value = (value << 8 | (bytes[i] & 0xFF)) % modulus;
        }
        return value;
    }

    private static void put(byte[] bytes, int at, long value, int count) {
        long rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            bytes[i] = (byte) rest;
            rest >>>= 8;
        }
    }
}
