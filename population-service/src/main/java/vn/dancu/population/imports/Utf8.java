package vn.dancu.population.imports;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bytes of UTF-8 (RFC 3629), eight at a time: whether they are well-formed, where lines and texts
 * end. A JSON reader lets some other bytes pass.
 */
final class Utf8 {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LINE_ENDS = 0x0A0A_0A0A_0A0A_0A0AL;
    private static final long QUOTES = 0x2222_2222_2222_2222L;
    private static final long BACKSLASHES = 0x5C5C_5C5C_5C5C_5C5CL;
    private static final long SPACES = 0x2020_2020_2020_2020L;
    private static final long FIRST_FACTOR = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND_FACTOR = 0xC2B2_AE3D_27D4_EB4FL;
    private static final long ONES = 0x0101_0101_0101_0101L;

    private Utf8() {}

    /** Whether none of eight bytes has its high bit, and none is 0 (its high bit set by - 1). */
    private static boolean isAscii(long eight) {
        return ((eight | eight - ONES) & HIGH_BITS) == 0;
    }

    /** The first line end, or {@code to} if there is none. */
    static int lineEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (to - i >= Long.BYTES && !hasLineEnd((long) LONGS.get(bytes, i))) {
            i += Long.BYTES;
        }
        while (i < to && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    /** May also say so where there is none, never the other way. */
    private static boolean hasLineEnd(long eight) {
        long zero = eight ^ LINE_ENDS;
        return (zero - ONES & ~zero & HIGH_BITS) != 0;
    }

    /**
     * The first quote, backslash or control character, or {@code to} if there is none: where the
     * plain part of a JSON text ends.
     */
    static int textEnd(byte[] bytes, int from, int to) {
        int i = from;
        for (; to - i >= Long.BYTES; i += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, i);
            long quote = eight ^ QUOTES;
            long backslash = eight ^ BACKSLASHES;
            // Each finds its first byte for sure; only behind that it may see one where none is.
            long found =
                    (quote - ONES & ~quote)
                            | (backslash - ONES & ~backslash)
                            | (eight - SPACES & ~eight);
            if ((found & HIGH_BITS) != 0) {
                return i + (Long.numberOfTrailingZeros(found & HIGH_BITS) >>> 3);
            }
        }
        while (i < to && bytes[i] != '"' && bytes[i] != '\\' && (bytes[i] < 0 || bytes[i] >= ' ')) {
            i++;
        }
        return i;
    }

    /** Of the length and the bytes at both ends. */
    static int hash(byte[] bytes, int from, int length) {
        long mixed = length;
        if (length >= Long.BYTES) {
            mixed += (long) LONGS.get(bytes, from) * FIRST_FACTOR;
            mixed ^= (long) LONGS.get(bytes, from + length - Long.BYTES) * SECOND_FACTOR;
        } else {
            for (int i = from; i < from + length; i++) {
                mixed = (mixed << 8) + bytes[i];
            }
            mixed *= FIRST_FACTOR;
        }
        return (int) (mixed >>> 40 ^ mixed >>> 20);
    }

    /** Also refuses NUL, which JSON never has and by which readers guess other encodings. */
    static boolean isWellFormed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            // Eight at once: most of a line is ASCII, and no byte of it is NUL.
            while (end - i >= Long.BYTES && isAscii((long) LONGS.get(bytes, i))) {
                i += Long.BYTES;
            }
            if (i == end) {
                return true;
            }
            byte b = bytes[i];
            if (b > 0) {
                i++;
                continue;
            }
            int size = sequence(bytes, i, end);
            if (size == 0) {
                return false;
            }
            i += size;
        }
        return true;
    }

    /** The length of the sequence of two to four bytes at this place, or 0. */
    private static int sequence(byte[] bytes, int i, int end) {
        int lead = bytes[i] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return end - i >= 2 && isTail(bytes[i + 1]) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            if (end - i < 3 || !isTail(bytes[i + 1]) || !isTail(bytes[i + 2])) {
                return 0;
            }
            int second = bytes[i + 1] & 0xFF;
            boolean overlong = lead == 0xE0 && second < 0xA0;
            boolean surrogate = lead == 0xED && second > 0x9F;
            return overlong || surrogate ? 0 : 3;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            if (end - i < 4
                    || !isTail(bytes[i + 1])
                    || !isTail(bytes[i + 2])
                    || !isTail(bytes[i + 3])) {
                return 0;
            }
            int second = bytes[i + 1] & 0xFF;
            boolean overlong = lead == 0xF0 && second < 0x90;
            boolean beyond = lead == 0xF4 && second > 0x8F;
            return overlong || beyond ? 0 : 4;
        }
        return 0;
    }

    private static boolean isTail(byte b) {
        return (b & 0xC0) == 0x80;
    }
}
