package vn.dancu.population.imports;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows in PostgreSQL's binary COPY format, in a buffer that grows: a row is the count of its fields
 * and then each field with its length. The binary form spares the server the parsing of text.
 */
public final class RowBytes {
    private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;
    private static final byte JSONB_VERSION = 1;

    private byte[] bytes;
    private int length;

    public RowBytes(int capacity) {
        bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    public byte[] bytes() {
        return bytes;
    }

    public void clear() {
        length = 0;
    }

    /** Gives up what was written after this length: a row that turned out not to be one. */
    public void truncate(int to) {
        if (to > length) {
            throw new IllegalArgumentException("nothing was written there");
        }
        length = to;
    }

    public void fields(int count) {
        int2(count);
    }

    public void nullField() {
        int4(-1);
    }

    public void smallint(int value) {
        int4(2);
        int2(value);
    }

    public void integer(int value) {
        int4(4);
        int4(value);
    }

    public void bigint(long value) {
        int4(8);
        int8(value);
    }

    public void uuid(UUID value) {
        int4(16);
        int8(value.getMostSignificantBits());
        int8(value.getLeastSignificantBits());
    }

    public void timestamptz(Instant value) {
        long seconds = value.getEpochSecond() - POSTGRES_EPOCH_SECONDS;
        bigint(seconds * 1_000_000 + value.getNano() / 1_000);
    }

    public void text(@Nullable String value) {
        if (value == null) {
            nullField();
            return;
        }
        int at = begin();
        utf8(value);
        end(at);
    }

    /** Starts a field of which the length is not known yet; {@link #end} takes what this gives. */
    public int begin() {
        int4(0);
        return length;
    }

    public void end(int begun) {
        int size = length - begun;
        bytes[begun - 4] = (byte) (size >>> 24);
        bytes[begun - 3] = (byte) (size >>> 16);
        bytes[begun - 2] = (byte) (size >>> 8);
        bytes[begun - 1] = (byte) size;
    }

    /** As {@link #begin}, for a field of type jsonb. */
    public int beginJsonb() {
        int at = begin();
        reserve(1);
        bytes[length++] = JSONB_VERSION;
        return at;
    }

    /** Raw bytes within a field, or whole rows that were encoded before. */
    public void append(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /** A JSON string with its quotes; control characters were refused before. */
    void jsonText(String value) {
        ascii('"');
        if (value.indexOf('"') < 0 && value.indexOf('\\') < 0) {
            utf8(value);
        } else {
            utf8(value.replace("\\", "\\\\").replace("\"", "\\\""));
        }
        ascii('"');
    }

    void ascii(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
    }

    void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    void utf8(String text) {
        reserve(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else if (c < 0x800) {
                bytes[length++] = (byte) (0xC0 | (c >>> 6));
                tail(c);
            } else if (Character.isHighSurrogate(c)) {
                // Lone surrogates were refused as invisible characters: the other half is there.
                supplementary(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                bytes[length++] = (byte) (0xE0 | (c >>> 12));
                tail(c >>> 6);
                tail(c);
            }
        }
    }

    private void supplementary(int c) {
        bytes[length++] = (byte) (0xF0 | (c >>> 18));
        tail(c >>> 12);
        tail(c >>> 6);
        tail(c);
    }

    /** The low six bits, as a byte that continues a character. */
    private void tail(int bits) {
        bytes[length++] = (byte) (0x80 | (bits & 0x3F));
    }

    private void int2(int value) {
        reserve(2);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
    }

    private void int4(int value) {
        reserve(4);
        bytes[length++] = (byte) (value >>> 24);
        bytes[length++] = (byte) (value >>> 16);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
    }

    private void int8(long value) {
        int4((int) (value >>> 32));
        int4((int) value);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
    }
}
