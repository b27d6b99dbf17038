package vn.dancu.card.chip;

import java.nio.ByteBuffer;

/** Writes a value behind its tag and length (ISO/IEC 7816-4, BER-TLV). */
final class Tlv {
    private static final int SHORT_FORM = 0x7F;

    private Tlv() {}

    static byte[] of(int tag, byte[] value) {
        ByteBuffer out = ByteBuffer.allocate(size(tag, value.length));
        head(out, tag, value.length);
        return out.put(value).array();
    }

    /** How long tag, length and value are together. */
    static int size(int tag, int length) {
        int lengthBytes = length > SHORT_FORM ? 1 + lengthBytes(length) : 1;
        return (tag > 0xFF ? 2 : 1) + lengthBytes + length;
    }

    /** Tag and length; the value follows. */
    static void head(ByteBuffer out, int tag, int length) {
        if (tag > 0xFF) {
            out.put((byte) (tag >>> 8));
        }
        out.put((byte) tag);
        if (length > SHORT_FORM) {
            int bytes = lengthBytes(length);
            out.put((byte) (0x80 | bytes));
            for (int shift = (bytes - 1) * 8; shift > 0; shift -= 8) {
                out.put((byte) (length >>> shift));
            }
        }
        out.put((byte) length);
    }

    private static int lengthBytes(int length) {
        return length > 0xFFFF ? 3 : length > 0xFF ? 2 : 1;
    }
}
