package vn.dancu.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class VietnameseTextTest {
    @Test
    void decomposedTextIsStoredComposed() {
        String decomposed = Normalizer.normalize("Nguyễn Thị Được", Normalizer.Form.NFD);
        assertThat(VietnameseText.normalise(decomposed)).isEqualTo("Nguyễn Thị Được");
    }

    @Test
    void ethIsMadeD() {
        assertThat(VietnameseText.normalise("\u00d0ỗ")).isEqualTo("\u0110ỗ");
    }

    @Test
    void tonePlacementDoesNotMatterButTheToneDoes() {
        assertThat(VietnameseText.toneKey("Hòa")).isEqualTo(VietnameseText.toneKey("HOÀ"));
        assertThat(VietnameseText.toneKey("Hòa")).isNotEqualTo(VietnameseText.toneKey("Hóa"));
        assertThat(VietnameseText.toneKey("Hoa")).isNotEqualTo(VietnameseText.toneKey("Hòa"));
        assertThat(VietnameseText.toneKey("Lân")).isNotEqualTo(VietnameseText.toneKey("Lan"));
    }

    @Test
    void unaccentedKeyHasPlainLetters() {
        assertThat(VietnameseText.unaccentedKey("Trần Thị Được")).isEqualTo("TRAN THI DUOC");
    }

    @Test
    void controlCharactersAreRefused() {
        assertThatThrownBy(() -> VietnameseText.normalise("a\u0007b"))
                .isInstanceOf(InvalidValueException.class)
                .extracting("code")
                .isEqualTo("control_character");
        assertThatThrownBy(() -> VietnameseText.normalise("a\u200bb"))
                .isInstanceOf(InvalidValueException.class);
    }

    /** Two definitions of each: what is written out here, and what the short cuts give. */
    @Test
    void shortCutsOfLatinLettersChangeNothing() {
        for (char c = ' '; c < 0x2200; c++) {
            // Between letters, so that a mark has something to stand on.
            String text = "A" + c + "x y";
            assertThat(normalised(text)).as("U+%04X", (int) c).isEqualTo(storedOrRefused(text));
            assertThat(VietnameseText.unaccentedKey(text)).isEqualTo(withoutMarks(text));
        }
        for (String text : new String[] {"", " ", "a", " a", "a ", "a  b", "\u00a0a", "\u00d0"}) {
            assertThat(normalised(text)).isEqualTo(storedOrRefused(text));
        }
    }

    private static String normalised(String text) {
        try {
            return VietnameseText.normalise(text);
        } catch (InvalidValueException e) {
            return "refused";
        }
    }

    private static String storedOrRefused(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        boolean refused =
                composed.codePoints()
                        .filter(c -> !Character.isSpaceChar(c))
                        .map(Character::getType)
                        .anyMatch(
                                type ->
                                        type == Character.CONTROL
                                                || type == Character.FORMAT
                                                || type == Character.SURROGATE
                                                || type == Character.PRIVATE_USE
                                                || type == Character.UNASSIGNED);
        return refused
                ? "refused"
                : composed.replaceAll("[\\p{Zs}\\p{Zl}\\p{Zp}]+", " ")
                        .strip()
                        .replace('\u00d0', '\u0110')
                        .replace('\u00f0', '\u0111');
    }

    private static String withoutMarks(String text) {
        return Normalizer.normalize(VietnameseText.upper(text), Normalizer.Form.NFD)
                .replaceAll("\\p{Mn}", "")
                .replace('\u0110', 'D');
    }

    @Property
    void normalisingTwiceChangesNothing(@ForAll @StringLength(max = 30) String text) {
        String once;
        try {
            once = VietnameseText.normalise(text);
        } catch (InvalidValueException refused) {
            return;
        }
        assertThat(VietnameseText.normalise(once)).isEqualTo(once);
    }

    @Property
    void everyNumberReadsBackItsFixedDigits(
            @ForAll @IntRange(max = 999) int prefix,
            @ForAll @IntRange(min = 1900, max = 2399) int year,
            @ForAll boolean female) {
        var reading =
                new PersonalIdNumber.Reading(
                        "%03d".formatted(prefix), female ? Sex.FEMALE : Sex.MALE, year);
        assertThat(new PersonalIdNumber(reading.fixedDigits() + "000123").reading())
                .isEqualTo(reading);
    }

    @Property
    void partialDatesReadBackWhatTheyWrite(
            @ForAll @IntRange(min = 1800, max = 2399) int year,
            @ForAll @IntRange(max = 12) int month,
            @ForAll @IntRange(max = 28) int day) {
        var date = new PartialDate(year, month, month == 0 ? 0 : day);
        assertThat(PartialDate.parse(date.iso())).isEqualTo(date);
        assertThat(date.earliest()).isBeforeOrEqualTo(date.latest());
    }

    @Test
    void impossibleDatesAreRefused() {
        assertThatThrownBy(() -> PartialDate.parse("1975-02-30"))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> PartialDate.parse("1975-00"))
                .isInstanceOf(InvalidValueException.class);
        assertThat(PartialDate.parse("1972-02-29").exact()).isPresent();
    }
}
