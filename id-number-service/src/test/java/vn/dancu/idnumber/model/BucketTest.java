package vn.dancu.idnumber.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

class BucketTest {
    @ParameterizedTest
    @CsvSource({
        "001,MALE,1957,001057",
        "001,FEMALE,1957,001157",
        "079,MALE,2000,079200",
        "079,FEMALE,2021,079321",
        "096,MALE,2100,096400",
        "096,FEMALE,2299,096799",
        "031,MALE,2300,031800",
        "031,FEMALE,2399,031999"
    })
    void theFixedDigitsFollowTheDecree(String prefix, Sex sex, int year, String digits) {
        assertThat(Bucket.of(prefix, sex, year).digits()).isEqualTo(digits);
    }

    @Property
    void whatABucketSaysIsWhatTheKernelReadsInItsNumbers(
            @ForAll @IntRange(max = 999) int prefix,
            @ForAll boolean female,
            @ForAll @IntRange(min = 1900, max = 2399) int year,
            @ForAll @IntRange(max = 999_999) int randomDigits) {
        Sex sex = female ? Sex.FEMALE : Sex.MALE;
        Bucket bucket = Bucket.of("%03d".formatted(prefix), sex, year);

        PersonalIdNumber number = bucket.numberWith(randomDigits);

        assertThat(number.reading())
                .isEqualTo(
                        new PersonalIdNumber.Reading(
                                bucket.prefix(), bucket.sex(), bucket.birthYear()));
        assertThat(number.reading().fixedDigits()).isEqualTo(bucket.digits());
        assertThat(Bucket.containing(number)).isEqualTo(bucket);
    }

    @ParameterizedTest
    @CsvSource({
        "01,MALE,1957,prefix_malformed",
        "0a1,MALE,1957,prefix_malformed",
        "٠٠١,MALE,1957,prefix_malformed",
        "001,UNKNOWN,1957,sex_unknown",
        "001,MALE,1899,birth_year_out_of_range",
        "001,MALE,2400,birth_year_out_of_range"
    })
    void noDigitIsGuessed(String prefix, Sex sex, int year, String code) {
        assertThatThrownBy(() -> Bucket.of(prefix, sex, year))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aBucketHasSixFixedAndSixRandomDigits() {
        assertThatThrownBy(() -> new Bucket(1_000_000)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new Bucket(-1)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new Bucket(0).numberWith(1_000_000))
                .isInstanceOf(InvalidValueException.class);
        assertThat(new Bucket(0).numberWith(7).digits()).isEqualTo("000000000007");
    }
}
