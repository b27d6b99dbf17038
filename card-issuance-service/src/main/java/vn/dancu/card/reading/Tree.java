package vn.dancu.card.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One BER-TLV object with its value (ISO/IEC 7816-4), read strictly: definite lengths, nothing
 * behind the last object.
 *
 * @param tag one or two bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record Tree(int tag, byte[] value) {
    private static final int MULTI_BYTE = 0x1F;
    private static final int LONG_FORM = 0x80;
    private static final int LENGTH_BYTES = 3;

    /** The only object in these bytes. */
    static Tree only(byte[] bytes) {
        List<Tree> all = all(bytes);
        if (all.size() != 1) {
            throw malformed();
        }
        return all.getFirst();
    }

    static List<Tree> all(byte[] bytes) {
        List<Tree> found = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int tag = byteAt(bytes, at++);
            if ((tag & MULTI_BYTE) == MULTI_BYTE) {
                tag = tag << 8 | byteAt(bytes, at++);
            }
            int length = byteAt(bytes, at++);
            if (length >= LONG_FORM) {
                int count = length - LONG_FORM;
                if (count == 0 || count > LENGTH_BYTES) {
                    throw malformed();
                }
                length = 0;
                for (int i = 0; i < count; i++) {
                    length = length << 8 | byteAt(bytes, at++);
                }
            }
            if (length > bytes.length - at) {
                throw malformed();
            }
            found.add(new Tree(tag, Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
        return found;
    }

    /** The value, if the tag is this one. */
    byte[] valueOf(int expected) {
        if (tag != expected) {
            throw malformed();
        }
        return value;
    }

    List<Tree> children() {
        return all(value);
    }

    private static int byteAt(byte[] bytes, int at) {
        if (at >= bytes.length) {
            throw malformed();
        }
        return bytes[at] & 0xFF;
    }

    static UnreadableException malformed() {
        return new UnreadableException(ReadingFailure.FILE_MALFORMED);
    }
}
