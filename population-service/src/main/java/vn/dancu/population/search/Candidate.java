package vn.dancu.population.search;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Relatives;

/**
 * As much of a person as ranking needs; the whole record is read for those who are shown.
 *
 * @param origin units run together, as stored
 * @param relatives if they are asked for
 */
record Candidate(
        UUID personId,
        PersonName name,
        PartialDate born,
        Sex sex,
        String origin,
        @Nullable String permanent,
        @Nullable String temporary,
        @Nullable String current,
        @Nullable Relatives relatives) {

    static Candidate of(PersonRecord person) {
        return new Candidate(
                person.personId(),
                person.name(),
                person.dateOfBirth(),
                person.sex(),
                person.origin().units(),
                units(person.permanentResidence()),
                units(person.temporaryResidence()),
                units(person.currentResidence()),
                person.relatives());
    }

    private static @Nullable String units(@Nullable Place place) {
        return place == null ? null : place.units();
    }
}
