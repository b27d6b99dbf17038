package vn.dancu.card.face;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.Objects;

/** The fonts of the card, from this module's resources: nothing is taken from the machine. */
record CardFonts(Font regular, Font bold, Font machineReadable) {
    static CardFonts load() {
        return new CardFonts(
                load("BeVietnamPro-Regular.ttf"),
                load("BeVietnamPro-SemiBold.ttf"),
                load("OCRB.ttf"));
    }

    private static Font load(String resource) {
        try (InputStream in = CardFonts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("font " + resource + " is not in this build");
            }
            return Font.createFont(Font.TRUETYPE_FONT, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FontFormatException e) {
            throw new IllegalStateException("font " + resource + " cannot be read", e);
        }
    }

    /** The file of one of these fonts, for a print that embeds it. */
    InputStream file(Font font) {
        String name =
                font.equals(regular)
                        ? "BeVietnamPro-Regular.ttf"
                        : font.equals(bold) ? "BeVietnamPro-SemiBold.ttf" : "OCRB.ttf";
        return Objects.requireNonNull(CardFonts.class.getResourceAsStream(name), name);
    }

    /** Whether each character has a glyph in the font that prints it. */
    boolean canPrint(String text) {
        return bold.canDisplayUpTo(printable(text)) < 0;
    }

    /**
     * The text in characters that the font has: letters of the peoples of the Central Highlands
     * such as Ŏ are composed of a letter and its mark.
     */
    String printable(String text) {
        if (bold.canDisplayUpTo(text) < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.codePoints()
                .forEach(
                        c -> {
                            if (bold.canDisplay(c)) {
                                out.appendCodePoint(c);
                            } else if (c == 0x02BC) {
                                out.append('\u2019'); // an apostrophe typed as a letter
                            } else {
                                String letter = Character.toString(c);
                                out.append(Normalizer.normalize(letter, Normalizer.Form.NFD));
                            }
                        });
        return out.toString();
    }
}
