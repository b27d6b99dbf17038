package vn.dancu.idnumber.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.idnumber.model.GenerationProfile.Century;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

class GenerationProfileTest {
    @Property
    void whatIsWrittenIntoANumberIsReadFromIt(
            @ForAll @IntRange(max = 999) int prefix,
            @ForAll boolean female,
            @ForAll @IntRange(min = 1900, max = 2399) int birthYear,
            @ForAll @IntRange(max = 999_999) int random) {
        Sex sex = female ? Sex.FEMALE : Sex.MALE;
        String digits = "%03d".formatted(prefix);
        PersonalIdNumber number =
                GenerationProfile.DECREE_137.bucket(digits, sex, birthYear).numberWith(random);

        assertThat(GenerationProfile.DECREE_137.read(number))
                .contains(new GenerationProfile.Reading(digits, sex, birthYear));
    }

    @Property
    void theProfileOfTheDecreeReadsWhatTheKernelReads(
            @ForAll @IntRange(max = 999_999) int fixed,
            @ForAll @IntRange(max = 999_999) int random) {
        PersonalIdNumber number = new Bucket(fixed).numberWith(random);
        PersonalIdNumber.Reading kernel = number.reading();

        assertThat(GenerationProfile.DECREE_137.read(number))
                .contains(
                        new GenerationProfile.Reading(
                                kernel.prefix(), kernel.sex(), kernel.birthYear()));
    }

    @Test
    void aLaterLawCanUseOtherDigitsAndKnowFewerCenturies() {
        var later =
                new GenerationProfile(
                        "later", "A later law", "PPPGYYRRRRRR", List.of(new Century(2000, 9, 8)));

        assertThat(later.bucket("001", Sex.FEMALE, 2030).digits()).isEqualTo("001830");
        assertThat(later.read(new PersonalIdNumber("001830123456")))
                .contains(new GenerationProfile.Reading("001", Sex.FEMALE, 2030));
        assertThat(later.read(new PersonalIdNumber("001130123456"))).isEmpty();
        assertThatThrownBy(() -> later.bucket("001", Sex.MALE, 1999))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("from 2000 to 2099");
    }

    @Test
    void aProfileOfRandomDigitsReadsNothingAndMakesNothing() {
        var random = new GenerationProfile("random", "A later law", "RRRRRRRRRRRR", List.of());

        assertThat(random.isGenerating()).isFalse();
        assertThat(random.read(new PersonalIdNumber("001830123456"))).isEmpty();
        assertThatThrownBy(() -> random.bucket("001", Sex.MALE, 2000))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PPPGYYRRRRR", "PPPGYYRRRRRRR", "GPPPYYRRRRRR", "PPPGYYRRRRRX"})
    void aLayoutThatNoBucketFitsIsRefused(String layout) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new GenerationProfile(
                                        "p", "law", layout, List.of(new Century(1900, 0, 1))));
    }

    @ParameterizedTest
    @CsvSource({"1901,0,1", "1900,0,0", "1900,-1,1", "1900,0,10"})
    void aCenturyWithoutTwoDigitsIsRefused(int from, int male, int female) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Century(from, male, female));
    }

    @Test
    void twoCenturiesDoNotShareADigit() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new GenerationProfile(
                                        "p",
                                        "law",
                                        "PPPGYYRRRRRR",
                                        List.of(new Century(1900, 0, 1), new Century(2000, 1, 2))));
    }
}
