package vn.dancu.card.chip;

import java.io.ByteArrayOutputStream;

/** Writes a value behind its tag and length (ISO/IEC 7816-4, BER-TLV). */
final class Tlv {
    private static final int SHORT_FORM = 0x7F;

    private Tlv() {}

    static byte[] of(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 6);
        if (tag > 0xFF) {
            out.write(tag >>> 8);
        }
        out.write(tag);
        int length = value.length;
        if (length > SHORT_FORM) {
            int bytes = length > 0xFFFF ? 3 : length > 0xFF ? 2 : 1;
            out.write(0x80 | bytes);
            for (int shift = (bytes - 1) * 8; shift > 0; shift -= 8) {
                out.write(length >>> shift);
            }
        }
        out.write(length);
        out.writeBytes(value);
        return out.toByteArray();
    }
}
