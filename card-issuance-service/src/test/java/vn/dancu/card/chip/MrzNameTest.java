package vn.dancu.card.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonName;

class MrzNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    Trần Thị Được          | TRAN<<THI<DUOC
                    Nguyễn Văn A           | NGUYEN<<VAN<A
                    Đỗ Ưng Ơ               | DO<<UNG<O
                    Ðỗ Văn Ðạt             | DO<<VAN<DAT
                    Hoà                    | HOA
                    Y'Bhăm Niê Kđăm        | YBHAM<<NIE<KDAM
                    H’Hen Niê              | HHEN<<NIE
                    Ƀang Čơ Ñŏ             | BANG<<CO<NO
                    Nguyễn-Phước Bảo       | NGUYEN<<PHUOC<BAO
                    Lê Thị Mỹ-Linh         | LE<<THI<MY<LINH
                    Æ Œ Þór                | AE<<OE<THOR
                    """)
    void namesAreWrittenInTheLettersOfTheMrz(String name, String expected) {
        assertThat(MrzName.of(new PersonName(name))).isEqualTo(expected);
    }

    @Test
    void eachVietnameseLetterWithEachToneBecomesItsBaseLetter() {
        String tones = "\u0300\u0301\u0303\u0309\u0323";
        for (String vowel : "a ă â e ê i o ô ơ u ư y".split(" ", -1)) {
            String base = Normalizer.normalize(vowel, Normalizer.Form.NFD).substring(0, 1);
            for (int i = 0; i < tones.length(); i++) {
                PersonName name = new PersonName("B" + vowel + tones.charAt(i));
                assertThat(MrzName.of(name))
                        .isEqualTo("B" + base.toUpperCase(java.util.Locale.ROOT));
            }
        }
    }

    @Test
    void aLetterWithoutARuleIsFlaggedAndNotGuessed() {
        assertThatThrownBy(() -> MrzName.of(new PersonName("Иван")))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.code()).isEqualTo("name_not_transliterable"))
                .hasMessageNotContaining("Иван");
    }
}
