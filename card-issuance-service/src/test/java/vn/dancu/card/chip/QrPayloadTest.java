package vn.dancu.card.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

class QrPayloadTest {
    @Test
    void sevenFieldsStandBetweenBars() {
        assertThat(payload(Optional.of("024680135"), "Láng Thượng, Đống Đa, Hà Nội").text())
                .isEqualTo(
                        "079198000123|024680135|Trần Thị Được|15031998|Nữ|"
                                + "Láng Thượng, Đống Đa, Hà Nội|01032021");
    }

    @Test
    void aMissingOldNumberLeavesItsFieldEmpty() {
        assertThat(payload(Optional.empty(), "Hà Nội").text()).startsWith("079198000123||Trần");
    }

    @Test
    void aBarInAnAddressIsFlagged() {
        assertThatThrownBy(() -> payload(Optional.empty(), "Số 1 | Hà Nội"))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.code()).isEqualTo("qr_separator"));
    }

    @Test
    void nothingOfItIsInTheTextForm() {
        assertThat(payload(Optional.empty(), "Hà Nội").toString()).doesNotContain("079198000123");
    }

    @Test
    void theAccessNumberIsTheLastSixDigits() {
        assertThat(CardAccessNumber.lastSixOf(new PersonalIdNumber("079198000123")).digits())
                .isEqualTo("000123");
    }

    private static QrPayload payload(Optional<String> oldNumber, String residence) {
        return QrPayload.of(
                new PersonalIdNumber("079198000123"),
                oldNumber,
                new PersonName("Trần Thị Được"),
                LocalDate.of(1998, 3, 15),
                Sex.FEMALE,
                residence,
                LocalDate.of(2021, 3, 1));
    }
}
