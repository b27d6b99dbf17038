package vn.dancu.card.chip;

import java.text.Normalizer;
import java.util.Map;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.VietnameseText;

/**
 * A name in the letters of the machine readable zone: A to Z and the filler.
 *
 * <p>Marks are dropped (ICAO 9303-3 section 6: Ă and Â become A, Ê becomes E, Ô becomes O); Ơ, Ư
 * and Đ follow Vietnamese practice. The family name is the first word, as Vietnamese names have it.
 */
final class MrzName {
    /** Letters that no decomposition takes apart (ICAO 9303-3, table of Latin letters). */
    private static final Map<Integer, String> WHOLE_LETTERS =
            Map.ofEntries(
                    Map.entry(0x0110, "D"), // Đ
                    Map.entry(0x0243, "B"), // Ƀ, of the peoples of the Central Highlands
                    Map.entry(0x00C6, "AE"), // Æ
                    Map.entry(0x0152, "OE"), // Œ
                    Map.entry(0x00D8, "OE"), // Ø
                    Map.entry(0x00DE, "TH"), // Þ
                    Map.entry(0x0141, "L"), // Ł
                    Map.entry(0x0126, "H"), // Ħ
                    Map.entry(0x0166, "T"), // Ŧ
                    Map.entry(0x0131, "I")); // ı

    private MrzName() {}

    /**
     * {@code TRAN<<THI<DUOC}; a name of one word has no second part.
     *
     * @throws InvalidValueException {@code name_not_transliterable} for a letter with no rule
     */
    static String of(PersonName name) {
        String[] words = transliterate(name).split("<", -1);
        StringBuilder out = new StringBuilder();
        int taken = 0;
        for (String word : words) {
            if (word.isEmpty()) {
                continue;
            }
            out.append(taken == 0 ? "" : taken == 1 ? "<<" : "<").append(word);
            taken++;
        }
        if (taken == 0) {
            throw notTransliterable();
        }
        return out.toString();
    }

    private static String transliterate(PersonName name) {
        String decomposed =
                Normalizer.normalize(VietnameseText.upper(name.full()), Normalizer.Form.NFD);
        StringBuilder out = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); ) {
            int c = decomposed.codePointAt(i);
            i += Character.charCount(c);
            appendLetter(out, c);
        }
        return out.toString();
    }

    private static void appendLetter(StringBuilder out, int c) {
        if (c >= 'A' && c <= 'Z') {
            out.append((char) c);
        } else if (c == ' ' || c == '-' || c == '\u2010' || c == '\u2011') {
            // ICAO 9303-3 section 4.6: a hyphen becomes a filler, so that the parts stay apart.
            out.append('<');
        } else if (WHOLE_LETTERS.containsKey(c)) {
            out.append(WHOLE_LETTERS.get(c));
        } else if (!isDropped(c)) {
            throw notTransliterable();
        }
    }

    /** Marks of letters, and apostrophes (ICAO 9303-3 section 4.6: left out). */
    private static boolean isDropped(int c) {
        return Character.getType(c) == Character.NON_SPACING_MARK
                || c == '\''
                || c == '\u2019'
                || c == '\u02BC'
                || c == '`'
                || c == '.'
                || c == ',';
    }

    private static InvalidValueException notTransliterable() {
        return new InvalidValueException(
                "name_not_transliterable", "a letter of the name has no form in the MRZ");
    }
}
