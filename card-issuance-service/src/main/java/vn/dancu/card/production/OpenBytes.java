package vn.dancu.card.production;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Bytes of a card that are used where they were written: no copy to make, and none to wipe. */
final class OpenBytes extends ByteArrayOutputStream {
    OpenBytes(int size) {
        super(size);
    }

    /** What was written stands in the first {@link #size()} places. */
    byte[] array() {
        return buf;
    }

    void wipe() {
        Arrays.fill(buf, (byte) 0);
        reset();
    }
}
