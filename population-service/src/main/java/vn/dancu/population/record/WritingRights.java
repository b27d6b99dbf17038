package vn.dancu.population.record;

import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.security.Territory;

/** Whose record the current caller may change or decide on. Reading is not limited so. */
@Component
public class WritingRights {
    private final Callers callers;
    private final Persons persons;

    WritingRights(Callers callers, Persons persons) {
        this.callers = callers;
        this.persons = persons;
    }

    /**
     * Both rules; to be asked once the record is locked, before anything is told of it.
     *
     * @throws ProblemException 403 {@code outside_territory}, {@code own_record}, {@code
     *     relative_record}
     */
    public void check(PersonRecord person) {
        requireTerritory(person);
        requireUnrelated(person);
    }

    /**
     * An officer writes where the record is kept; those who live abroad belong to the national
     * agency.
     */
    public void requireTerritory(PersonRecord person) {
        if (!covers(callers.current().territory(), person)) {
            throw ProblemException.forbidden(
                    "outside_territory", "The record is kept outside the caller's territory.");
        }
    }

    static boolean covers(Territory territory, PersonRecord person) {
        return person.keptAt()
                .map(at -> territory.covers(at.province(), at.district(), at.commune()))
                .orElse(territory.equals(Territory.COUNTRY));
    }

    /** Nobody edits or approves the own record or a relative's, as far as the issuer tells who. */
    public void requireUnrelated(PersonRecord person) {
        UUID own = callers.current().person();
        if (own != null) {
            requireUnrelated(person, own);
        }
    }

    /** The same for another officer, such as one who approved. */
    public void requireUnrelated(PersonRecord person, UUID own) {
        if (own.equals(person.personId())) {
            throw ProblemException.forbidden("own_record", "Nobody decides on the own record.");
        }
        Optional<PersonRecord> officer = persons.find(own);
        boolean related =
                named(person).anyMatch(r -> own.equals(r.personId()))
                        || officer.filter(o -> names(o, person) || names(person, o)).isPresent();
        if (related) {
            throw ProblemException.forbidden(
                    "relative_record", "Nobody decides on the record of a relative.");
        }
    }

    private static boolean names(PersonRecord one, PersonRecord other) {
        return named(one)
                .anyMatch(
                        r ->
                                other.personId().equals(r.personId())
                                        || (r.number() != null
                                                && r.number().equals(other.number())));
    }

    private static Stream<Relative> named(PersonRecord person) {
        Relatives relatives = person.relatives();
        Stream<@Nullable Relative> single =
                Stream.of(
                        relatives.father(),
                        relatives.mother(),
                        relatives.spouse(),
                        relatives.representative(),
                        relatives.householdHead());
        return Stream.of(
                        single,
                        Stream.ofNullable(relatives.children()).flatMap(java.util.List::stream),
                        Stream.ofNullable(relatives.represented()).flatMap(java.util.List::stream))
                .flatMap(s -> s)
                .filter(java.util.Objects::nonNull);
    }
}
