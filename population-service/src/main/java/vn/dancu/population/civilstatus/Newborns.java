package vn.dancu.population.civilstatus;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.population.acts.Act;
import vn.dancu.population.numbering.NumberRequests;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Relative;
import vn.dancu.population.review.ReviewCode;
import vn.dancu.population.review.Reviews;

/**
 * Brings newborns on record. Whether one is on record already is decided before a number is asked
 * for (Decree 137/2015 Art 14): what is probable waits for an officer, without a number.
 */
@Repository
class Newborns {
    /** So many of one name were never born on one day. */
    private static final int MOST_CANDIDATES = 100;

    private final JdbcClient jdbc;
    private final Persons persons;
    private final NumberRequests numbers;
    private final Reviews reviews;
    private final Outbox outbox;
    private final Codes codes;
    private final Kin kin;
    private final LateRegistration late;

    Newborns(
            JdbcClient jdbc,
            Persons persons,
            NumberRequests numbers,
            Reviews reviews,
            Outbox outbox,
            Codes codes,
            Kin kin,
            LateRegistration late) {
        this.jdbc = jdbc;
        this.persons = persons;
        this.numbers = numbers;
        this.reviews = reviews;
        this.outbox = outbox;
        this.codes = codes;
        this.kin = kin;
        this.late = late;
    }

    record PersonRegistered(UUID personId) {}

    void register(Act act, Birth birth, String evidence, LocalDate today) {
        Relative mother = linked(birth.mother());
        List<String> keys = keys(birth, mother);
        lock(keys);
        Optional<UUID> other = firstProbable(birth, mother, keys);
        boolean isLate = late.isLate(birth.child().dateOfBirth().latest(), today);
        Optional<ReviewCode> review =
                other.isPresent()
                        ? Optional.of(ReviewCode.PROBABLE_DUPLICATE)
                        : isLate ? Optional.of(ReviewCode.LATE_REGISTRATION) : Optional.empty();
        PersonRecord person = newborn(act.personId(), birth, mother, review);
        persons.insert(person, Change.always("birth_registered", evidence).partOf(act.actId()));
        keep(keys, person.personId());
        outbox.append(
                Persons.event(
                        "population.person-registered.v1",
                        person,
                        new PersonRegistered(person.personId())));
        if (review.isPresent()) {
            reviews.open(person.personId(), review.get(), other.orElse(null));
        } else if (person.numberReason() == null) {
            numbers.ask(person);
        }
    }

    private PersonRecord newborn(
            UUID personId, Birth birth, @Nullable Relative mother, Optional<ReviewCode> review) {
        BirthRegistration.Child child = birth.child();
        Optional<String> obstacle =
                NumberRequests.obstacle(child.sex(), child.dateOfBirth().year());
        return PersonRecord.first(
                        personId,
                        child.name(),
                        child.dateOfBirth(),
                        child.sex(),
                        child.birthRegistrationPlace(),
                        child.origin(),
                        codes.canonicalEthnicity(child.ethnicity()),
                        child.nationality())
                .with(
                        d -> {
                            d.birthOrder = child.birthOrder();
                            d.maritalStatus = 1;
                            d.mother = mother;
                            d.father = linked(birth.father());
                            d.representative = linked(birth.representative());
                            d.numberReason = obstacle.orElse(null);
                            review.ifPresent(
                                    code -> d.unnumbered(NumberStatus.IN_REVIEW, code.wireName()));
                        });
    }

    /** The relative with a link to the record that the number leads to. */
    private @Nullable Relative linked(@Nullable Relative relative) {
        if (relative == null || relative.personId() != null) {
            return relative;
        }
        return kin.find(relative)
                .filter(person -> person.name().sameAs(relative.name()))
                .map(
                        person ->
                                new Relative(
                                        relative.name(),
                                        relative.number(),
                                        relative.oldNumber(),
                                        relative.nationality(),
                                        person.personId()))
                .orElse(relative);
    }

    private static List<String> keys(Birth birth, @Nullable Relative mother) {
        return BirthMatch.keys(birth.child().dateOfBirth(), birth.child().name(), mother);
    }

    /** Two reports of what may be one birth come one after the other; in one order for all. */
    private void lock(List<String> keys) {
        keys.stream()
                .sorted()
                .forEach(
                        key ->
                                jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 20))")
                                        .param("key", key)
                                        .query(row -> {}));
    }

    private Optional<UUID> firstProbable(
            Birth birth, @Nullable Relative mother, List<String> keys) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        List<PersonRecord> candidates = new ArrayList<>(underKeys(keys));
        candidates.addAll(ofNameAndDay(birth));
        return candidates.stream()
                .map(persons::survivor)
                .filter(person -> !person.hasEnded())
                .filter(person -> BirthMatch.isProbable(birth, mother, person))
                .map(PersonRecord::personId)
                .findFirst();
    }

    private List<PersonRecord> underKeys(List<String> keys) {
        return jdbc.sql(
                        """
                        select p.* from person p where p.person_id in (
                            select person_id from person_by_birth_key
                            where birth_key in (:keys))
                        order by p.registered_at, p.person_id limit :limit
                        """)
                .param("keys", keys)
                .param("limit", MOST_CANDIDATES)
                .query(persons.rows())
                .list();
    }

    /** Survey cards have no birth keys; children are on them too. */
    private List<PersonRecord> ofNameAndDay(Birth birth) {
        return jdbc.sql(
                        """
                        select * from person
                        where name_key = :name and birth_year = :year and birth_month = :month
                            and birth_day = :day
                        order by registered_at, person_id limit :limit
                        """)
                .param("name", birth.child().name().unaccentedKey())
                .param("year", birth.child().dateOfBirth().year())
                .param("month", birth.child().dateOfBirth().month())
                .param("day", birth.child().dateOfBirth().day())
                .param("limit", MOST_CANDIDATES)
                .query(persons.rows())
                .list();
    }

    private void keep(List<String> keys, UUID personId) {
        for (String key : keys) {
            jdbc.sql(
                            """
                            insert into person_by_birth_key (birth_key, person_id)
                            values (:key, :person) on conflict do nothing
                            """)
                    .param("key", key)
                    .param("person", personId)
                    .update();
        }
    }

    /** A cancelled birth is no reason to doubt another one, and nothing is left to review. */
    void forget(UUID personId) {
        reviews.drop(personId);
    }
}
