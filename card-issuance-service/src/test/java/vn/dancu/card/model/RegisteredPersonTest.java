package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.dancu.card.model.RegisteredPersons.represented;
import static vn.dancu.card.model.RegisteredPersons.withRelatives;

import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisteredPersonTest {
    private static final UUID MOTHER = new UUID(1, 1);
    private static final UUID CHILD = new UUID(2, 2);
    private static final UUID SISTER = new UUID(3, 3);
    private static final UUID STRANGER = new UUID(4, 4);

    @Test
    void aMotherIsNearHerChildWhoeverOfThemIsNamed() {
        assertThat(withRelatives(CHILD, MOTHER).isNear(withRelatives(MOTHER))).isTrue();
        assertThat(withRelatives(MOTHER).isNear(withRelatives(CHILD, MOTHER))).isTrue();
    }

    @Test
    void sistersAreNearByTheirMother() {
        assertThat(withRelatives(CHILD, MOTHER).isNear(withRelatives(SISTER, MOTHER))).isTrue();
    }

    @Test
    void nobodyIsFarFromThemselvesAndStrangersAre() {
        assertThat(withRelatives(CHILD).isNear(withRelatives(CHILD))).isTrue();
        assertThat(withRelatives(CHILD, MOTHER).isNear(withRelatives(STRANGER))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # born 15 March 1998; by the mother, by the representative
                    2016-03-14, true,  true
                    2016-03-15, false, true
                    """)
    void parentsActUntilFullAgeAndARepresentativeAtAnyAge(
            LocalDate day, boolean mother, boolean representative) {
        RegisteredPerson person = represented(MOTHER, SISTER);

        assertThat(person.isRepresentedBy(MOTHER, day)).isEqualTo(mother);
        assertThat(person.isRepresentedBy(SISTER, day)).isEqualTo(representative);
        assertThat(person.isRepresentedBy(STRANGER, day)).isFalse();
    }
}
