package vn.dancu.synthetic;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes cards as NDJSON into a buffer of its own, byte by byte: a general JSON library would take
 * most of the time of the generator.
 */
final class CardWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int FLUSH_AT = 1 << 16;

    private final OutputStream out;
    private byte[] buffer = new byte[FLUSH_AT * 2];
    private int length;
    private long written;

    CardWriter(OutputStream out) {
        this.out = out;
    }

    void write(Card card) throws IOException {
        int start = length;
        Map<String, String> raw = card.raw();
        put('{');
        text(raw, "formBarcode", card.formBarcode);
        text(raw, "collectedAt", card.collectedAt.toString());
        text(raw, "collectedBy", card.collectedBy);
        text(raw, "number", card.number);
        text(raw, "oldNumber", card.oldNumber);
        text(raw, "name", card.name);
        text(raw, "dateOfBirth", card.dateOfBirth);
        if (card.birthOrder > 0) {
            digit(raw, "birthOrder", card.birthOrder);
        }
        text(raw, "sex", card.sex.name());
        place(raw, "birthRegistrationPlace", card.birthRegistrationPlace);
        place(raw, "origin", card.origin);
        text(raw, "ethnicity", card.ethnicity);
        text(raw, "religion", card.religion);
        text(raw, "nationality", "VN");
        digit(raw, "maritalStatus", card.maritalStatus);
        place(raw, "permanentResidence", card.permanentResidence);
        place(raw, "temporaryResidence", card.temporaryResidence);
        place(raw, "currentResidence", card.currentResidence);
        text(raw, "bloodGroup", card.bloodGroup);
        relative("father", card.father);
        relative("mother", card.mother);
        relative("spouse", card.spouse);
        text(raw, "relationshipToHead", card.relationshipToHead);
        relative("householdHead", card.householdHead);
        additional(raw);
        put('}');
        if (card.brokenOff) {
            length = start + (length - start) * 3 / 5;
        }
        put('\n');
        if (length >= FLUSH_AT) {
            flush();
        }
    }

    /** Bytes written so far, the buffered ones included. */
    long bytes() {
        return written + length;
    }

    void flush() throws IOException {
        out.write(buffer, 0, length);
        written += length;
        length = 0;
    }

    private void additional(Map<String, String> raw) {
        String field = Fault.FIELD_OF_NO_CARD;
        String value = raw.get(field);
        if (value != null) {
            key(field);
            rawJson(value);
        }
    }

    private boolean replaced(Map<String, String> raw, String field) {
        if (raw.isEmpty()) {
            return false;
        }
        String json = raw.get(field);
        if (json == null) {
            return false;
        }
        if (!json.isEmpty()) {
            key(field);
            rawJson(json);
        }
        return true;
    }

    private void text(Map<String, String> raw, String field, @Nullable String value) {
        if (!replaced(raw, field) && value != null) {
            text(field, value);
        }
    }

    private void text(String field, String value) {
        key(field);
        put('"');
        characters(value, true);
        put('"');
    }

    private void digit(Map<String, String> raw, String field, int value) {
        if (!replaced(raw, field)) {
            key(field);
            put((char) ('0' + value));
        }
    }

    private void place(Map<String, String> raw, String field, @Nullable Place place) {
        if (replaced(raw, field) || place == null) {
            return;
        }
        key(field);
        put('{');
        text("province", place.province());
        optional("district", place.district());
        optional("commune", place.commune());
        optional("detail", place.detail());
        put('}');
    }

    private void relative(String field, @Nullable Relative relative) {
        if (relative == null) {
            return;
        }
        key(field);
        put('{');
        text("name", relative.name());
        optional("number", relative.number());
        optional("oldNumber", relative.oldNumber());
        text("nationality", "VN");
        put('}');
    }

    private void optional(String field, @Nullable String value) {
        if (value != null) {
            text(field, value);
        }
    }

    private void key(String field) {
        if (buffer[length - 1] != '{') {
            put(',');
        }
        put('"');
        characters(field, false);
        put('"');
        put(':');
    }

    private void put(char ascii) {
        reserve(1);
        buffer[length++] = (byte) ascii;
    }

    private void rawJson(String json) {
        characters(json, false);
    }

    private void characters(String value, boolean escaped) {
        reserve(value.length() * 6);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                ascii(c, escaped);
            } else if (c < 0x800) {
                buffer[length++] = (byte) (0xC0 | (c >> 6));
                buffer[length++] = (byte) (0x80 | (c & 0x3F));
            } else if (c == Card.INVALID_BYTE) {
                buffer[length++] = (byte) 0xFF;
            } else {
                // Vietnamese lies in the basic plane: there are no surrogate pairs here.
                buffer[length++] = (byte) (0xE0 | (c >> 12));
                buffer[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                buffer[length++] = (byte) (0x80 | (c & 0x3F));
            }
        }
    }

    private void ascii(char c, boolean escaped) {
        if (escaped && (c < 0x20 || c == '"' || c == '\\')) {
            byte[] code = {
                '\\', 'u', '0', '0', HEX[c >> 4], HEX[c & 15],
            };
            System.arraycopy(code, 0, buffer, length, code.length);
            length += code.length;
        } else {
            buffer[length++] = (byte) c;
        }
    }

    private void reserve(int bytes) {
        if (length + bytes > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + bytes));
        }
    }
}
