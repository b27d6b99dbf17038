package vn.dancu.card.statuslist;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Serials as truncated salted hashes: sorted, without repetition. {@code
 * contracts/card/status-list.md} is its definition.
 *
 * <p>A serial that is not in the set is taken for one that is with a probability of entries /
 * 2^bits.
 */
final class SerialSet {
    /** Fewer would make false positives common, more would not be shorter than a serial. */
    static final int MIN_BITS = 32;

    static final int MAX_BITS = 56;

    private final long[] entries;

    private SerialSet(long[] entries) {
        this.entries = entries;
    }

    /**
     * @param hashes as {@link #hash} makes them, in any order
     */
    static SerialSet of(long[] hashes) {
        long[] sorted = hashes.clone();
        Arrays.sort(sorted);
        int kept = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[kept++] = sorted[i];
            }
        }
        return new SerialSet(Arrays.copyOf(sorted, kept));
    }

    /** The first bits of SHA-256 over salt and serial. */
    static long hash(byte[] salt, String serial, int bits) {
        MessageDigest sha256 = sha256();
        sha256.update(salt);
        byte[] digest = sha256.digest(serial.getBytes(StandardCharsets.US_ASCII));
        return ByteBuffer.wrap(digest).getLong() >>> (64 - bits);
    }

    int size() {
        return entries.length;
    }

    boolean contains(long hash) {
        return Arrays.binarySearch(entries, hash) >= 0;
    }

    /** The entries of this set that the other has not. */
    SerialSet without(SerialSet other) {
        long[] out = new long[entries.length];
        int kept = 0;
        int j = 0;
        for (long entry : entries) {
            while (j < other.entries.length && other.entries[j] < entry) {
                j++;
            }
            if (j == other.entries.length || other.entries[j] != entry) {
                out[kept++] = entry;
            }
        }
        return new SerialSet(Arrays.copyOf(out, kept));
    }

    /** SHA-256 over all entries, eight bytes each. */
    byte[] digest() {
        MessageDigest sha256 = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);
        for (long entry : entries) {
            if (!buffer.hasRemaining()) {
                sha256.update(buffer.flip());
                buffer.clear();
            }
            buffer.putLong(entry);
        }
        sha256.update(buffer.flip());
        return sha256.digest();
    }

    /** Golomb-Rice coded: {@code parameter u8, count u32, length u32, bits}. */
    byte[] coded(int bits) {
        int parameter = parameter(bits);
        BitWriter out = new BitWriter(entries.length * (parameter + 3L) / 8 + 16);
        long before = -1;
        for (long entry : entries) {
            long gap = entry - before - 1;
            out.ones((int) (gap >>> parameter));
            out.bits(gap, parameter);
            before = entry;
        }
        byte[] coded = out.bytes();
        return ByteBuffer.allocate(9 + coded.length)
                .put((byte) parameter)
                .putInt(entries.length)
                .putInt(coded.length)
                .put(coded)
                .array();
    }

    /** The exponent next to the mean gap, for which the code is shortest. */
    private int parameter(int bits) {
        int log = 64 - Long.numberOfLeadingZeros(Math.max(1, entries.length));
        return Math.max(0, bits - log);
    }

    /** What {@link #coded} has written, from the buffer's position on. */
    static SerialSet decode(ByteBuffer in) {
        int parameter = in.get();
        int count = in.getInt();
        byte[] coded = new byte[in.getInt()];
        in.get(coded);
        long[] entries = new long[count];
        BitReader bits = new BitReader(coded);
        long before = -1;
        for (int i = 0; i < count; i++) {
            long gap = ((long) bits.ones() << parameter) | bits.bits(parameter);
            before += gap + 1;
            entries[i] = before;
        }
        return new SerialSet(entries);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bits, the highest of each byte first. */
    private static final class BitWriter {
        private byte[] bytes;
        private long position;

        BitWriter(long expectedBytes) {
            bytes = new byte[Math.toIntExact(expectedBytes)];
        }

        void ones(int count) {
            for (int i = 0; i < count; i++) {
                bit(true);
            }
            bit(false);
        }

        void bits(long value, int count) {
            for (int i = count - 1; i >= 0; i--) {
                bit((value >>> i & 1) == 1);
            }
        }

        private void bit(boolean one) {
            int index = Math.toIntExact(position >>> 3);
            if (index == bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
            if (one) {
                bytes[index] |= (byte) (0x80 >>> (position & 7));
            }
            position++;
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, Math.toIntExact((position + 7) >>> 3));
        }
    }

    private static final class BitReader {
        private final byte[] bytes;
        private long position;

        BitReader(byte[] bytes) {
            this.bytes = bytes;
        }

        int ones() {
            int count = 0;
            while (bit() == 1) {
                count++;
            }
            return count;
        }

        long bits(int count) {
            long value = 0;
            for (int i = 0; i < count; i++) {
                value = value << 1 | bit();
            }
            return value;
        }

        private int bit() {
            int value = bytes[Math.toIntExact(position >>> 3)] >>> (7 - (position & 7)) & 1;
            position++;
            return value;
        }
    }
}
