package vn.dancu.population.imports;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The encodings in which files of cards may be written. Declared, never guessed: the same bytes are
 * sound text in several of them.
 */
enum CardCharset {
    UTF_8("utf-8"),
    /**
     * TCVN 5712:1993, VN3, known as ABC: a byte for each small letter. Capitals with a tone mark
     * have none.
     */
    TCVN3("tcvn3"),
    /** TCVN3 shown in a font of capitals (.VnTimeH …): each letter with a mark is a capital. */
    TCVN3_CAPITALS("tcvn3-capitals"),
    /** VNI for Windows: a letter and, where it has one, a byte for its marks. */
    VNI("vni");

    /** UTF-8 takes at most so many bytes for one of these encodings. */
    static final int GROWTH = 3;

    private static final char NONE = 0;
    private static final char[] TCVN3_LETTERS = tcvn3(false);
    private static final char[] TCVN3_CAPITAL_LETTERS = tcvn3(true);
    private static final char[] VNI_LETTERS = vniLetters();
    private static final char[][] VNI_MARKED = vniMarked();

    private final String label;

    CardCharset(String label) {
        this.label = label;
    }

    /** The name by which it is declared. */
    String label() {
        return label;
    }

    static Optional<CardCharset> declared(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return Optional.of(UTF_8);
        }
        String asked = name.strip().toLowerCase(Locale.ROOT);
        for (CardCharset charset : values()) {
            if (charset.label.equals(asked)) {
                return Optional.of(charset);
            }
        }
        return Optional.empty();
    }

    /**
     * Writes text of this encoding as UTF-8.
     *
     * @param to room for {@value #GROWTH} times as many bytes
     * @return how many bytes were written, or -1 if these are not bytes of this encoding
     */
    int toUtf8(byte[] from, int offset, int length, byte[] to) {
        return switch (this) {
            case UTF_8 -> throw new IllegalStateException("it is UTF-8 already");
            case TCVN3 -> single(TCVN3_LETTERS, from, offset, length, to);
            case TCVN3_CAPITALS -> single(TCVN3_CAPITAL_LETTERS, from, offset, length, to);
            case VNI -> vni(from, offset, length, to);
        };
    }

    private static int single(char[] letters, byte[] from, int offset, int length, byte[] to) {
        int at = 0;
        for (int i = offset; i < offset + length; i++) {
            byte b = from[i];
            if (b > 0) {
                to[at++] = b;
                continue;
            }
            char letter = letters[b & 0xFF];
            if (letter == NONE) {
                return -1;
            }
            at = put(letter, to, at);
        }
        return at;
    }

    private static int vni(byte[] from, int offset, int length, byte[] to) {
        int at = 0;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            char letter = VNI_LETTERS[from[i] & 0xFF];
            if (letter == NONE) {
                return -1;
            }
            char[] marked = VNI_MARKED[from[i] & 0xFF];
            if (marked.length > 0 && i + 1 < end && marked[from[i + 1] & 0xFF] != NONE) {
                letter = marked[from[++i] & 0xFF];
            }
            at = put(letter, to, at);
        }
        return at;
    }

    private static int put(char letter, byte[] to, int from) {
        int at = from;
        if (letter < 0x80) {
            to[at++] = (byte) letter;
        } else if (letter < 0x800) {
            to[at++] = (byte) (0xC0 | letter >> 6);
            to[at++] = (byte) (0x80 | (letter & 0x3F));
        } else {
            to[at++] = (byte) (0xE0 | letter >> 12);
            to[at++] = (byte) (0x80 | (letter >> 6 & 0x3F));
            to[at++] = (byte) (0x80 | (letter & 0x3F));
        }
        return at;
    }

    private static char[] tcvn3(boolean capitals) {
        char[] letters = new char[256];
        letters[0xA0] = '\u00A0';
        fill(letters, 0xA1, "ĂÂÊÔƠƯĐăâêôơưđ");
        fill(letters, 0xB5, "àảãáạ");
        fill(letters, 0xBB, "ằẳẵắ");
        fill(letters, 0xC6, "ặầẩẫấậè");
        fill(letters, 0xCE, "ẻẽéẹềểễếệìỉ");
        fill(letters, 0xDC, "ĩíịò");
        fill(letters, 0xE1, "ỏõóọồổỗốộờởỡớợù");
        fill(letters, 0xF1, "ủũúụừửữứựỳỷỹýỵ");
        if (capitals) {
            for (int i = 0; i < letters.length; i++) {
                letters[i] = Character.toUpperCase(letters[i]);
            }
        }
        return letters;
    }

    private static void fill(char[] letters, int first, String run) {
        run.getChars(0, run.length(), letters, first);
    }

    private static final int CASE = 0x20;

    /** What a byte of VNI is by itself. */
    private static char[] vniLetters() {
        char[] letters = new char[256];
        for (char ascii = 1; ascii < 0x80; ascii++) {
            letters[ascii] = ascii;
        }
        letters[0xA0] = '\u00A0';
        int[] bytes = {0xED, 0xEC, 0xE6, 0xF3, 0xF2, 0xF4, 0xF6, 0xF1, 0xEE};
        String small = "íìỉĩịơưđỵ";
        for (int i = 0; i < bytes.length; i++) {
            letters[bytes[i]] = small.charAt(i);
            letters[bytes[i] - CASE] = Character.toUpperCase(small.charAt(i));
        }
        return letters;
    }

    /** What a byte of VNI is before a byte of marks. */
    private static char[][] vniMarked() {
        int[] tones = {0xF9, 0xF8, 0xFB, 0xF5, 0xEF};
        String[] toneMarks = {"\u0301", "\u0300", "\u0309", "\u0303", "\u0323"};
        int[] hats = {0xE2, 0xE1, 0xE0, 0xE5, 0xE3, 0xE4};
        int[] bowls = {0xEA, 0xE9, 0xE8, 0xFA, 0xFC, 0xEB};
        char[][] marked = new char[256][0];
        for (int base : new int[] {'a', 'e', 'o', 'u', 'y', 0xF4, 0xF6}) {
            for (int b : new int[] {base, base - CASE}) {
                marked[b] = new char[256];
                char letter = VNI_LETTERS[b];
                int shift = base - b;
                // ỵ is a byte of its own.
                int most = base == 'y' ? tones.length - 1 : tones.length;
                for (int i = 0; i < most; i++) {
                    marked[b][tones[i] - shift] = composed(letter + toneMarks[i]);
                }
                if (base == 'a' || base == 'e' || base == 'o') {
                    markedWith("\u0302", hats, toneMarks, letter, shift, marked[b]);
                }
                if (base == 'a') {
                    markedWith("\u0306", bowls, toneMarks, letter, shift, marked[b]);
                }
            }
        }
        return marked;
    }

    private static void markedWith(
            String mark, int[] bytes, String[] tones, char letter, int shift, char[] marked) {
        marked[bytes[0] - shift] = composed(letter + mark);
        for (int i = 0; i < tones.length; i++) {
            marked[bytes[i + 1] - shift] = composed(letter + mark + tones[i]);
        }
    }

    private static char composed(String text) {
        String one = Normalizer.normalize(text, Normalizer.Form.NFC);
        if (one.length() != 1) {
            throw new IllegalStateException("no letter of Vietnamese");
        }
        return one.charAt(0);
    }
}
