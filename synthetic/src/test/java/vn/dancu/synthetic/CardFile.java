package vn.dancu.synthetic;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A generated file in memory, with its truth. */
final class CardFile {
    private final byte[] bytes;
    private final Truth truth;

    private CardFile(byte[] bytes, Truth truth) {
        this.bytes = bytes;
        this.truth = truth;
    }

    byte[] bytes() {
        return bytes;
    }

    Truth truth() {
        return truth;
    }

    static CardFile of(long seed, long people) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Truth truth = new Population(seed).writeTo(out, people);
            return new CardFile(out.toByteArray(), truth);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<byte[]> lines() {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(Arrays.copyOfRange(bytes, start, i));
                start = i + 1;
            }
        }
        return lines;
    }
}
