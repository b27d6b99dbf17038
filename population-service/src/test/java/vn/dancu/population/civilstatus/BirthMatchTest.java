package vn.dancu.population.civilstatus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Relative;

class BirthMatchTest {
    private static final Place HANOI = new Place("01", null, null, null);

    private static Birth birth(String name, String born, @Nullable Integer order) {
        return new Birth(
                new BirthRegistration.Child(
                        new PersonName(name),
                        PartialDate.parse(born),
                        Sex.FEMALE,
                        HANOI,
                        HANOI,
                        "1",
                        "VN",
                        order),
                null,
                null,
                null);
    }

    private static PersonRecord onRecord(
            String name, String born, @Nullable Integer order, @Nullable Relative mother) {
        return PersonRecord.first(
                        UUID.randomUUID(),
                        new PersonName(name),
                        PartialDate.parse(born),
                        Sex.FEMALE,
                        HANOI,
                        HANOI,
                        "1",
                        "VN")
                .with(
                        d -> {
                            d.birthOrder = order;
                            d.mother = mother;
                        });
    }

    private static Relative mother(String name, @Nullable String number) {
        return new Relative(
                new PersonName(name),
                number == null ? null : new PersonalIdNumber(number),
                null,
                "VN",
                null);
    }

    @ParameterizedTest(name = "{0} {1} order {2} against {3} {4} order {5}: {6}")
    @CsvSource({
        "Lê Thị An, 2026-01-15, , Lê Thị An, 2026-01-15, , true",
        "Lê Thị An, 2026-01-15, , LÊ THỊ AN, 2026-01-15, , true",
        "Lê Thị An, 2026-01-15, 1, Lê Thị An, 2026-01-15, 2, false",
        "Lê Thị An, 2026-01-15, 1, Lê Thị An, 2026-01-15, , true",
        "Lê Thị An, 2026-01-15, 1, Lê Thị Ân, 2026-01-15, 2, false",
        "Lê Thị An, 2026-01-15, , Lê Thị Ân, 2026-01-15, , false",
        "Lê Thị An, 2026-01-15, , Lê Thị An, 2026-01-16, , false"
    })
    void accentedNameAndOrderOfBirthSeparateTwins(
            String name,
            String born,
            @Nullable Integer order,
            String otherName,
            String otherBorn,
            @Nullable Integer otherOrder,
            boolean probable) {
        Relative mother = mother("Trần Thị Hoa", null);
        assertThat(
                        BirthMatch.isProbable(
                                birth(name, born, order),
                                mother,
                                onRecord(otherName, otherBorn, otherOrder, mother)))
                .isEqualTo(probable);
    }

    @Test
    void unknownParentsNeverMatch() {
        Birth birth = birth("Lê Thị An", "2026-01-15", null);
        Relative mother = mother("Trần Thị Hoa", null);
        assertThat(
                        BirthMatch.isProbable(
                                birth, null, onRecord("Lê Thị An", "2026-01-15", null, null)))
                .isFalse();
        assertThat(
                        BirthMatch.isProbable(
                                birth, mother, onRecord("Lê Thị An", "2026-01-15", null, null)))
                .isFalse();
        assertThat(
                        BirthMatch.keys(
                                PartialDate.of(LocalDate.of(2026, 1, 15)),
                                birth.child().name(),
                                null))
                .isEmpty();
    }

    @Test
    void mothersOfTwoNumbersAreTwoMothers() {
        Birth birth = birth("Lê Thị An", "2026-01-15", null);
        PersonRecord other =
                onRecord("Lê Thị An", "2026-01-15", null, mother("Trần Thị Hoa", "001190000001"));
        assertThat(BirthMatch.isProbable(birth, mother("Trần Thị Hoa", "001190000002"), other))
                .isFalse();
        assertThat(BirthMatch.isProbable(birth, mother("Trần T Hoa", "001190000001"), other))
                .isTrue();
        assertThat(BirthMatch.isProbable(birth, mother("Trần Thị Hoa", null), other)).isTrue();
    }

    @Test
    void lateIsAfterTheDaysOfTheLawAndTheToleratedYears() {
        LateRegistration late = new LateRegistration(60, 1);
        LocalDate born = LocalDate.of(2025, 1, 1);
        LocalDate last = LocalDate.of(2026, 3, 2);
        assertThat(late.isLate(born, last)).isFalse();
        assertThat(late.isLate(born, last.plusDays(1))).isTrue();
    }
}
