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
