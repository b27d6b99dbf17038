package vn.dancu.card.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

class Td1Test {
    private static final String NO_EXPIRY = "991231";

    @Test
    void theVectorOfTheDomainFactsIsReproduced() {
        Td1 mrz =
                Td1.of(
                        new PersonalIdNumber("079198000123"),
                        new PersonName("Trần Thị Được"),
                        LocalDate.of(1998, 3, 15),
                        Sex.FEMALE,
                        Optional.of(LocalDate.of(2038, 3, 15)),
                        NO_EXPIRY);

        assertThat(mrz.lines())
                .containsExactly(
                        "IDVNM1980001238079198000123<<8",
                        "9803156F3803154VNM<<<<<<<<<<<0",
                        "TRAN<<THI<DUOC<<<<<<<<<<<<<<<<");
    }

    @Test
    void aCardWithoutExpiryHasTheConfiguredDigitsWithTheirCheckDigit() {
        Td1 mrz =
                Td1.of(
                        new PersonalIdNumber("001057000456"),
                        new PersonName("Nguyễn Văn A"),
                        LocalDate.of(1957, 11, 2),
                        Sex.MALE,
                        Optional.empty(),
                        NO_EXPIRY);

        assertThat(mrz.line2()).startsWith("5711026M9912315VNM");
    }

    @Test
    void aLongNameIsCutAtThirtyCharacters() {
        Td1 mrz = withName("Công Tằng Tôn Nữ Thị Phương Anh Minh Châu");

        assertThat(mrz.line3()).isEqualTo("CONG<<TANG<TON<NU<THI<PHUONG<A");
    }

    @Test
    void checkDigitsAreThoseOfIcao9303() {
        // ICAO 9303-3 section 4.9 works these examples.
        assertThat(Td1.checkDigit("520727")).isEqualTo('3');
        assertThat(Td1.checkDigit("AB2134<<<")).isEqualTo('5');
    }

    @Test
    void aLineOfAnotherLengthOrAlphabetIsRefused() {
        String good = "<".repeat(30);
        assertThatIllegalArgumentException().isThrownBy(() -> new Td1("<", good, good));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Td1(good, "a" + good.substring(1), good));
    }

    /** A reader that shares nothing with the writer but the weights of the standard. */
    @Property(tries = 500)
    void aReaderFindsAllFieldsAndAllCheckDigitsAgree(
            @ForAll @LongRange(min = 0, max = 999_999_999_999L) long number,
            @ForAll @IntRange(min = 0, max = 50_000) int birthDay,
            @ForAll @IntRange(min = 1, max = 20_000) int validDays) {
        LocalDate birth = LocalDate.of(1900, 1, 1).plusDays(birthDay);
        LocalDate expiry = birth.plusDays(validDays);
        PersonalIdNumber pin = new PersonalIdNumber("%012d".formatted(number));

        Td1 mrz =
                Td1.of(
                        pin,
                        new PersonName("Lê Văn Hòa"),
                        birth,
                        Sex.MALE,
                        Optional.of(expiry),
                        NO_EXPIRY);

        String one = mrz.line1();
        String two = mrz.line2();
        assertThat(one.substring(15, 27)).isEqualTo(pin.digits());
        assertThat(one.substring(5, 14)).isEqualTo(pin.digits().substring(3));
        assertAgrees(one.substring(5, 14), one.charAt(14));
        assertAgrees(one.substring(15, 29), one.charAt(29));
        assertAgrees(two.substring(0, 6), two.charAt(6));
        assertAgrees(two.substring(8, 14), two.charAt(14));
        String composite =
                one.substring(5, 30)
                        + two.substring(0, 7)
                        + two.substring(8, 15)
                        + two.substring(18, 29);
        assertAgrees(composite, two.charAt(29));
    }

    private static void assertAgrees(String field, char digit) {
        int[] weights = {7, 3, 1};
        int sum = 0;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            int value = c == '<' ? 0 : c >= 'A' ? c - 'A' + 10 : c - '0';
            sum += weights[i % 3] * value;
        }
        assertThat(digit - '0').isEqualTo(sum % 10);
    }

    private static Td1 withName(String name) {
        return Td1.of(
                new PersonalIdNumber("079198000123"),
                new PersonName(name),
                LocalDate.of(1998, 3, 15),
                Sex.FEMALE,
                Optional.empty(),
                NO_EXPIRY);
    }
}
