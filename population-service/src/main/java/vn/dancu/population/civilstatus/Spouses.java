package vn.dancu.population.civilstatus;

import java.util.Optional;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Kinship;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Relative;

/** What two records say of a marriage. It stands in both or, where one is not on record, in one. */
final class Spouses {
    /** Tình trạng hôn nhân: has a husband or wife. */
    static final int MARRIED = 2;

    /** Divorced or widowed. */
    static final int MARRIED_BEFORE = 3;

    private Spouses() {}

    static Optional<PersonRecord> onRecord(PersonRecord person, Register register) {
        return Optional.ofNullable(person.relatives().spouse())
                .flatMap(register::find)
                .filter(spouse -> !spouse.personId().equals(person.personId()));
    }

    static boolean isMarried(PersonRecord person) {
        return person.maritalStatus() == MARRIED;
    }

    /**
     * Whether the other record is of this person's spouse as far as both tell: papers of one may
     * name a spouse whose own papers name another, and that one's marriage is not touched.
     */
    static boolean areMarried(PersonRecord person, PersonRecord other) {
        Relative back = other.relatives().spouse();
        return isMarried(other)
                && (back == null
                        || Kinship.isOf(back, person)
                        || (back.personId() == null
                                && back.number() == null
                                && back.name().sameAs(person.name())));
    }

    static Effect married(PersonRecord person, Relative spouse, Change change) {
        return new Effect(
                person,
                change,
                d -> {
                    d.maritalStatus = MARRIED;
                    d.spouse = spouse;
                });
    }

    static Effect single(PersonRecord person, Change change) {
        return new Effect(
                person,
                change,
                d -> {
                    d.maritalStatus = MARRIED_BEFORE;
                    d.spouse = null;
                });
    }
}
