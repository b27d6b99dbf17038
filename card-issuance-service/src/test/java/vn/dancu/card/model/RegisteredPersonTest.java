package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.dancu.card.model.RegisteredPersons.withRelatives;

import java.util.UUID;
import org.junit.jupiter.api.Test;

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
}
