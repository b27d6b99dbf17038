package vn.dancu.population.record;

import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.security.Territory;

/** Whose record the current caller may change or decide on. Reading is not limited so. */
@Component
public class WritingRights {
    private final Callers callers;
    private final Persons persons;
    private final JdbcClient jdbc;
    private final OfficerRecords officers;

    WritingRights(Callers callers, Persons persons, JdbcClient jdbc, OfficerRecords officers) {
        this.callers = callers;
        this.persons = persons;
        this.jdbc = jdbc;
        this.officers = officers;
    }

    /** The name that the current caller signs with. */
    public String signature() {
        Caller caller = callers.current();
        String officer = caller.officer();
        return officer == null ? caller.subject() : officer;
    }

    /**
     * @param first who proposed or registered what is decided on
     * @throws ProblemException 422 {@code second_officer_required}
     */
    public void requireSecond(String first) {
        if (signature().equals(first)) {
            throw ProblemException.refused(
                    "second_officer_required", "Who did it does not decide on it.");
        }
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
        requireTerritory(person.keptAt().orElse(null));
    }

    /**
     * As {@link #requireTerritory(PersonRecord)} for what is registered at a place; none: abroad.
     *
     * @throws ProblemException 403 {@code outside_territory}
     */
    public void requireTerritory(@Nullable Place at) {
        if (!isInTerritory(at)) {
            throw ProblemException.forbidden(
                    "outside_territory", "The record is kept outside the caller's territory.");
        }
    }

    /** Whether the current caller may act at a place; without one, abroad. */
    public boolean isInTerritory(@Nullable Place at) {
        Territory territory = callers.current().territory();
        return at == null
                ? territory.equals(Territory.COUNTRY)
                : territory.covers(at.province(), at.district(), at.commune());
    }

    static boolean covers(Territory territory, PersonRecord person) {
        return person.keptAt()
                .map(at -> territory.covers(at.province(), at.district(), at.commune()))
                .orElse(territory.equals(Territory.COUNTRY));
    }

    /** Nobody edits or approves the own record or a relative's, as far as the issuer tells who. */
    public void requireUnrelated(PersonRecord person) {
        UUID own = ownRecord(callers.current());
        if (own != null) {
            requireUnrelated(person, own);
        }
    }

    private @Nullable UUID ownRecord(Caller caller) {
        UUID claimed = caller.person();
        String officer = caller.officer();
        return claimed != null || officer == null ? claimed : officers.records().get(officer);
    }

    /** The same for another officer, such as one who approved. */
    public void requireUnrelated(PersonRecord person, UUID own) {
        if (own.equals(person.personId())) {
            throw ProblemException.forbidden("own_record", "Nobody decides on the own record.");
        }
        Optional<PersonRecord> officer = persons.find(own).map(persons::survivor);
        boolean related =
                named(person).anyMatch(r -> own.equals(r.personId()))
                        || officer.filter(o -> areNear(o, person)).isPresent();
        if (related) {
            throw ProblemException.forbidden(
                    "relative_record", "Nobody decides on the record of a relative.");
        }
    }

    /**
     * Parents, children, spouses, brothers and sisters, guardians and wards, and who lives in one
     * household: the two records and one look-up are enough to tell.
     */
    public boolean areNear(PersonRecord one, PersonRecord other) {
        return names(one, other)
                || names(other, one)
                || areSiblings(one.relatives(), other.relatives())
                || meanTheSame(one.relatives().householdHead(), other.relatives().householdHead())
                || areInOneHousehold(one.personId(), other.personId());
    }

    /** One common parent is enough; where no number tells, both parents' names. */
    private static boolean areSiblings(Relatives one, Relatives other) {
        return meanTheSame(one.father(), other.father())
                || meanTheSame(one.mother(), other.mother())
                || (haveOneName(one.father(), other.father())
                        && haveOneName(one.mother(), other.mother()));
    }

    private static boolean haveOneName(@Nullable Relative one, @Nullable Relative other) {
        return one != null && other != null && one.name().sameAs(other.name());
    }

    private static boolean meanTheSame(@Nullable Relative one, @Nullable Relative other) {
        if (one == null || other == null) {
            return false;
        }
        if (one.personId() != null && other.personId() != null) {
            return one.personId().equals(other.personId());
        }
        if (one.number() != null && other.number() != null) {
            return one.number().equals(other.number());
        }
        return one.oldNumber() != null
                && one.oldNumber().equals(other.oldNumber())
                && one.name().sameAs(other.name());
    }

    private boolean areInOneHousehold(UUID one, UUID other) {
        return jdbc.sql(
                        """
                        select exists (
                            select from household_member a
                            join household_member b using (household_id)
                            where a.person_id = :one and upper_inf(a.held) and not a.voided
                                and b.person_id = :other and upper_inf(b.held) and not b.voided)
                        """)
                .param("one", one)
                .param("other", other)
                .query(Boolean.class)
                .single();
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
