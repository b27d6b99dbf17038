package vn.dancu.population.imports;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads, byte by byte, the lines that nearly all are: known fields, each once and of its type,
 * texts without escapes. Any other line, also a malformed one, it leaves to the JSON library, so
 * that what a line means is decided there alone. Not for several threads.
 */
final class PlainLines {
    /** Codes and dates come again and again, addresses and names within a household. */
    private static final int LONGEST_KEPT = 64;

    private static final int KEPT = 1 << 13;
    private static final int MAX_DIGITS = 4;

    private static final byte[][] PLACE_KEYS = keys(CsvColumns.PLACE.toArray(String[]::new));
    private static final byte[][] RELATIVE_KEYS = keys(CsvColumns.RELATIVE.toArray(String[]::new));
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final CardField[] FIELDS = CardField.values();
    private static final byte[][] FIELD_KEYS =
            keys(Arrays.stream(FIELDS).map(CardField::json).toArray(String[]::new));

    /** The first and the last byte of a key and its length, in a table that has room. */
    private static final byte[] FIELD_AT = fieldTable();

    private final Card card;
    // Texts that were stored as they were written, by what was written.
    private final byte[] @Nullable [] keptBytes = new byte[KEPT][];
    private final @Nullable String[] keptTexts = new @Nullable String[KEPT];
    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    // Where the key that was read last ends, and the text that was read last.
    private int keyEnd;
    private @Nullable String text;

    PlainLines(Card card) {
        this.card = card;
    }

    private static byte[][] keys(String... names) {
        byte[][] keys = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            keys[i] = names[i].getBytes(StandardCharsets.US_ASCII);
        }
        return keys;
    }

    private static byte[] fieldTable() {
        byte[] table = new byte[256];
        Arrays.fill(table, (byte) -1);
        for (int i = 0; i < FIELD_KEYS.length; i++) {
            byte[] key = FIELD_KEYS[i];
            int slot = slot(key, 0, key.length);
            while (table[slot] >= 0) {
                slot = slot + 1 & 0xFF;
            }
            table[slot] = (byte) i;
        }
        return table;
    }

    private static int slot(byte[] source, int from, int to) {
        int length = to - from;
        return (source[from] * 7 + source[to - 1] * 31 + length * 131 + source[from + length / 2])
                & 0xFF;
    }

    /**
     * Fills the card, which is empty, if it can.
     *
     * @param source well-formed UTF-8
     * @return false if the line must be read by the library; the card is to be emptied then
     */
    boolean read(byte[] source, int offset, int length) {
        bytes = source;
        at = offset;
        end = offset + length;
        return readObject() && isAtEnd();
    }

    private boolean isAtEnd() {
        skipSpace();
        return at == end;
    }

    private void skipSpace() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
            at++;
        }
    }

    /** Takes this byte, with what space there is before it. */
    private boolean takes(char wanted) {
        if (at < end && bytes[at] != wanted) {
            skipSpace();
        }
        if (at < end && bytes[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** Passes over a key and its colon, and says where it begins, or -1. */
    private int key() {
        if (!takes('"')) {
            return -1;
        }
        int from = at;
        while (at < end && bytes[at] != '"') {
            if (bytes[at] == '\\') {
                return -1;
            }
            at++;
        }
        keyEnd = at;
        at++;
        return keyEnd > from && takes(':') ? from : -1;
    }

    private boolean readObject() {
        if (!takes('{')) {
            return false;
        }
        if (takes('}')) {
            return true;
        }
        int seen = 0;
        do {
            int from = key();
            int field = from < 0 ? -1 : field(from, keyEnd);
            if (field < 0 || (seen & 1 << field) != 0 || !readField(FIELDS[field])) {
                return false;
            }
            seen |= 1 << field;
        } while (takes(','));
        return takes('}');
    }

    private int field(int from, int to) {
        int slot = slot(bytes, from, to);
        for (int field = FIELD_AT[slot]; field >= 0; field = FIELD_AT[slot]) {
            byte[] key = FIELD_KEYS[field];
            if (Arrays.equals(bytes, from, to, key, 0, key.length)) {
                return field;
            }
            slot = slot + 1 & 0xFF;
        }
        return -1;
    }

    private boolean readField(CardField field) {
        return switch (field.kind()) {
            case TEXT -> readCardText(field);
            case INTEGER -> readInteger(field);
            case PLACE -> takesNull() || readPlace(field, card.place(field));
            case RELATIVE -> takesNull() || readRelative(field, card.relative(field));
            case CORRECTION -> takesNull(); // few cards correct another
        };
    }

    private boolean readCardText(CardField field) {
        if (!readText(field, null)) {
            return false;
        }
        if (text != null) {
            card.text(field, text);
        }
        return true;
    }

    private boolean takesNull() {
        skipSpace();
        int to = at + NULL.length;
        if (at < end && bytes[at] == 'n' && to < end && Arrays.equals(bytes, at, to, NULL, 0, 4)) {
            at = to;
            return true;
        }
        return false;
    }

    private boolean readInteger(CardField field) {
        if (takesNull()) {
            return true;
        }
        int from = at;
        int value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && at - from <= MAX_DIGITS) {
            value = value * 10 + bytes[at] - '0';
            at++;
        }
        int digits = at - from;
        boolean plain = digits == 1 || (digits > 1 && digits <= MAX_DIGITS && bytes[from] != '0');
        // What follows must be what ends a value: a fraction or more digits are not for here.
        if (!plain || at == end || !isAfterValue(bytes[at])) {
            return false;
        }
        card.integer(field, value);
        return true;
    }

    private static boolean isAfterValue(byte b) {
        return b == ',' || b == '}' || b == ' ' || b == '\t' || b == '\r';
    }

    private boolean readPlace(CardField field, Card.Place place) {
        if (!takes('{')) {
            return false;
        }
        place.present = true;
        if (takes('}')) {
            return true;
        }
        int seen = 0;
        do {
            int member = member(PLACE_KEYS);
            if (member < 0
                    || (seen & 1 << member) != 0
                    || !readText(field, CsvColumns.PLACE.get(member))) {
                return false;
            }
            seen |= 1 << member;
            switch (member) {
                case 0 -> place.province = text;
                case 1 -> place.district = text;
                case 2 -> place.commune = text;
                default -> place.detail = text;
            }
        } while (takes(','));
        return takes('}');
    }

    private boolean readRelative(CardField field, Card.Relative relative) {
        if (!takes('{')) {
            return false;
        }
        relative.present = true;
        if (takes('}')) {
            return true;
        }
        int seen = 0;
        do {
            int member = member(RELATIVE_KEYS);
            if (member < 0
                    || (seen & 1 << member) != 0
                    || !readText(field, CsvColumns.RELATIVE.get(member))) {
                return false;
            }
            seen |= 1 << member;
            switch (member) {
                case 0 -> relative.name = text;
                case 1 -> relative.number = text;
                case 2 -> relative.oldNumber = text;
                default -> relative.nationality = text;
            }
        } while (takes(','));
        return takes('}');
    }

    /** Which of these keys comes next, or -1. */
    private int member(byte[][] keys) {
        int from = key();
        if (from >= 0) {
            for (int i = 0; i < keys.length; i++) {
                if (Arrays.equals(bytes, from, keyEnd, keys[i], 0, keys[i].length)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Reads a text or null into {@code text}; false for what is neither, or cannot be stored. */
    private boolean readText(CardField field, @Nullable String member) {
        text = null;
        if (!takes('"')) {
            return takesNull();
        }
        int from = at;
        at = Utf8.textEnd(bytes, from, end);
        if (at == end || bytes[at] != '"') {
            return false;
        }
        int length = at - from;
        at++;
        if (length > LONGEST_KEPT) {
            var read = new String(bytes, from, length, StandardCharsets.UTF_8);
            text = CardReader.stored(card, read, field, member);
            return text != null;
        }
        int slot = Utf8.hash(bytes, from, length) & KEPT - 1;
        byte[] known = keptBytes[slot];
        if (known != null && Arrays.equals(known, 0, known.length, bytes, from, from + length)) {
            text = keptTexts[slot];
            return true;
        }
        var read = new String(bytes, from, length, StandardCharsets.UTF_8);
        text = CardReader.stored(card, read, field, member);
        if (read.equals(text)) {
            keptBytes[slot] = Arrays.copyOfRange(bytes, from, from + length);
            keptTexts[slot] = read;
        }
        return text != null;
    }
}
