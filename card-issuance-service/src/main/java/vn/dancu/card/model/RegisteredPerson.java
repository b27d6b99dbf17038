package vn.dancu.card.model;

import java.util.Optional;
import java.util.UUID;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/** What the population record says of a person, as far as a card needs it. */
public record RegisteredPerson(
        UUID personId,
        Optional<PersonalIdNumber> number,
        Optional<String> oldNumber,
        PersonName name,
        PartialDate birth,
        Sex sex,
        String nationality,
        Optional<Place> origin,
        Optional<Place> permanentResidence,
        boolean alive) {
    @Override
    public String toString() {
        return "RegisteredPerson[" + personId + "]";
    }
}
