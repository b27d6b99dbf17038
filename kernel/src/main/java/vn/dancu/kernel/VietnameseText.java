package vn.dancu.kernel;

import java.text.Normalizer;
import java.util.Locale;

/**
 * How Vietnamese text is stored and compared. Stored text is NFC with single spaces; legal spelling
 * (hòa or hoà) is kept as registered, and derived keys make look-ups forgiving.
 */
public final class VietnameseText {
    private static final String TONES = "\u0300\u0301\u0303\u0309\u0323";
    private static final Locale VIETNAMESE = Locale.of("vi");

    /** Past all Latin letters with marks that are one character (U+1EFF). */
    private static final int LATIN_END = 0x1F00;

    /** For a Latin letter or a visible character of ASCII that is stored as it is: 1. */
    private static final byte[] STORED_AS_IS = new byte[LATIN_END];

    /** For each of these: itself without marks in upper case, if that is one character. */
    private static final char[] UNACCENTED = new char[LATIN_END];

    static {
        for (char c = '!'; c < LATIN_END; c++) {
            String text = String.valueOf(c);
            // A Latin letter never composes with what stands before it: alone or in a text, if it
            // is
            // composed then it stays so.
            boolean latin = c <= '~' || (isLatinBlock(c) && Character.isLetter(c));
            if (latin && normaliseAny(text).equals(text)) {
                STORED_AS_IS[c] = 1;
                String key = unaccentedKeyOfAny(text);
                UNACCENTED[c] = key.length() == 1 ? key.charAt(0) : 0;
            }
        }
    }

    private VietnameseText() {}

    /** Latin-1 Supplement, Latin Extended A and B, and Latin Extended Additional. */
    private static boolean isLatinBlock(char c) {
        return (c >= 0xC0 && c <= 0x24F) || c >= 0x1E00;
    }

    /**
     * The stored form: NFC, Ð (Eth) made Đ, runs of white space made one space, none at the ends.
     *
     * @throws InvalidValueException {@code control_character} for control or unassigned characters
     */
    public static String normalise(String text) {
        return isStoredForm(text) ? text : normaliseAny(text);
    }

    /** Whether it is words of Latin letters, already as they are stored: nearly every text is. */
    private static boolean isStoredForm(String text) {
        boolean afterSpace = true;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean space = c == ' ';
            if (space ? afterSpace : c >= LATIN_END || STORED_AS_IS[c] == 0) {
                return false;
            }
            afterSpace = space;
        }
        return length == 0 || !afterSpace;
    }

    private static String normaliseAny(String text) {
        String composed =
                Normalizer.isNormalized(text, Normalizer.Form.NFC)
                        ? text
                        : Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder out = new StringBuilder(composed.length());
        boolean pendingSpace = false;
        for (int i = 0; i < composed.length(); ) {
            int c = composed.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isSpaceChar(c)) {
                pendingSpace = !out.isEmpty();
                continue;
            }
            refuseUnprintable(c);
            if (pendingSpace) {
                out.append(' ');
                pendingSpace = false;
            }
            // U+00D0 looks like Đ and was typed for it; U+00F0 is its lower case.
            out.appendCodePoint(c == 0xD0 ? 0x110 : c == 0xF0 ? 0x111 : c);
        }
        return out.toString();
    }

    private static void refuseUnprintable(int c) {
        switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    throw new InvalidValueException(
                            "control_character",
                            "control and invisible characters are not allowed");
            default -> {}
        }
    }

    /** Upper case by Unicode, as names stand on the card. */
    public static String upper(String text) {
        return text.toUpperCase(VIETNAMESE);
    }

    /**
     * The key under which spellings that differ only in case or in where the tone mark is put (hòa,
     * hoà) are equal, and different tones stay different: each syllable's tone goes to its end.
     */
    public static String toneKey(String text) {
        String decomposed = Normalizer.normalize(upper(text), Normalizer.Form.NFD);
        StringBuilder out = new StringBuilder(decomposed.length());
        char tone = 0;
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            if (TONES.indexOf(c) >= 0) {
                tone = c;
            } else if (c == ' ') {
                tone = flush(out, tone);
                out.append(c);
            } else {
                out.append(c);
            }
        }
        flush(out, tone);
        return Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    private static char flush(StringBuilder out, char tone) {
        if (tone != 0) {
            out.append((char) ('1' + TONES.indexOf(tone)));
        }
        return 0;
    }

    /** The key without any marks, for search that forgives missing accents: NGUYEN VAN HOA. */
    public static String unaccentedKey(String text) {
        int length = text.length();
        char[] key = new char[length];
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            char plain = c == ' ' ? c : c < LATIN_END ? UNACCENTED[c] : 0;
            if (plain == 0) {
                return unaccentedKeyOfAny(text);
            }
            key[i] = plain;
        }
        return new String(key);
    }

    private static String unaccentedKeyOfAny(String text) {
        String decomposed = Normalizer.normalize(upper(text), Normalizer.Form.NFD);
        StringBuilder out = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                out.append(c == '\u0110' ? 'D' : c);
            }
        }
        return out.toString();
    }
}
