package vn.dancu.card.model;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/**
 * What the population record says of a person, as far as a card needs it.
 *
 * @param version of the record
 * @param number where it is in force
 * @param alive neither dead nor missing
 * @param dead known to be dead, or declared so
 * @param closed why nothing is written to the record any more, if so
 * @param relatives the records of those who are near by law: parents, spouse, representative, head
 *     of the household
 * @param parents who represent the person until full age
 * @param representatives the legal representative, at any age
 * @param form what the form CC02 says beside
 */
public record RegisteredPerson(
        UUID personId,
        long version,
        Optional<PersonalIdNumber> number,
        Optional<String> oldNumber,
        PersonName name,
        PartialDate birth,
        Sex sex,
        String nationality,
        Optional<Place> origin,
        Optional<Place> permanentResidence,
        boolean alive,
        boolean dead,
        Optional<Closed> closed,
        Set<UUID> relatives,
        Set<UUID> parents,
        Set<UUID> representatives,
        FormLines form) {
    public RegisteredPerson {
        relatives = Set.copyOf(relatives);
        parents = Set.copyOf(parents);
        representatives = Set.copyOf(representatives);
    }

    /** Civil Code 91/2015/QH13 Art 20 and 136: parents represent their children below this age. */
    private static final int FULL_AGE = 18;

    /** Why a record is closed. */
    public enum Closed {
        /** Another record of the same person goes on. */
        MERGED,
        /** It should never have been: a birth that was annulled, an import taken back. */
        CANCELLED
    }

    /**
     * Whether the two are relatives, or have one in common: parent and child, spouses, brothers and
     * sisters, one household. Nobody decides on the application of a relative.
     */
    public boolean isNear(RegisteredPerson other) {
        return personId.equals(other.personId)
                || relatives.contains(other.personId)
                || other.relatives.contains(personId)
                || relatives.stream().anyMatch(other.relatives::contains);
    }

    /** Whether the other may act for this person; of an uncertain birth the earliest day counts. */
    public boolean isRepresentedBy(UUID other, LocalDate today) {
        boolean minor = birth.earliest().plusYears(FULL_AGE).isAfter(today);
        return representatives.contains(other) || (minor && parents.contains(other));
    }

    @Override
    public String toString() {
        return "RegisteredPerson[" + personId + "]";
    }
}
