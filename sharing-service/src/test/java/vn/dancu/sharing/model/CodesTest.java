package vn.dancu.sharing.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.kernel.InvalidValueException;

class CodesTest {
    @ParameterizedTest
    @ValueSource(strings = {"G34", "H01", "H01.04", "G01.02.03"})
    void agencyCodesOfTheDecisionAreRead(String text) {
        assertThat(new AgencyCode(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g34", "34", "G34.", "G 34", "G34\n", "G1.G2.G3.G4.G5", "Đ01"})
    void otherAgencyCodesAreRefused(String text) {
        assertThatThrownBy(() -> new AgencyCode(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".1", "1 2", "123456789012345678901", "1.0016\u0000", "1/2"})
    void otherProcedureCodesAreRefused(String text) {
        assertThatThrownBy(() -> new ProcedureCode(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Social", "social insurance", "-x", "x-", "x--y"})
    void otherPurposesAreRefused(String text) {
        assertThatThrownBy(() -> new PurposeCode(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " an", "a n", "-an", "ân"})
    void otherOfficerCodesAreRefused(String text) {
        assertThatThrownBy(() -> new OfficerCode(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void everyFieldIsFoundByItsNameOnTheWire() {
        for (PersonField field : PersonField.values()) {
            assertThat(PersonField.find(field.wire())).contains(field);
        }
        assertThat(PersonField.find("personId")).isEmpty();
    }

    @Test
    void aPeriodThatEndsBeforeItBeginsIsRefused() {
        LocalDate day = LocalDate.of(2026, 3, 1);
        assertThat(terms(day, day).holdOn(day)).isTrue();
        assertThatThrownBy(() -> terms(day, day.minusDays(1)))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        e -> assertThat(e.code()).isEqualTo("period_impossible"));
    }

    private static Terms terms(LocalDate from, LocalDate to) {
        return new Terms(
                "a decree",
                Set.of(new PurposeCode("test")),
                from,
                to,
                Set.of(Operation.LOOKUP),
                Map.of(new ProcedureCode("1"), Set.of(PersonField.NAME)),
                new Officers.Open(),
                new Quota(1, 1),
                Conditions.STRICT);
    }
}
