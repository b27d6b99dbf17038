package vn.dancu.population.record;

import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/** The people on record. Each change keeps the superseded version and raises the version by one. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class Persons {
    public static final String TOPIC = "population.persons.v1";

    /** Old numbers were given by provinces and some more than once, but never to so many. */
    public static final int MOST_OF_ONE_OLD_NUMBER = 200;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;
    private final Callers callers;
    private final PersonRows rows;
    private final List<RecordListener> listeners;

    Persons(
            JdbcClient jdbc,
            JsonMapper json,
            Clock clock,
            Callers callers,
            List<RecordListener> listeners) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.callers = callers;
        this.rows = new PersonRows(json);
        this.listeners = listeners;
    }

    /** A fact about a person for the topic {@value #TOPIC}. */
    public static OutgoingEvent event(String type, PersonRecord person, Object data) {
        return new OutgoingEvent(TOPIC, person.personId().toString(), type, person.version(), data);
    }

    public Optional<PersonRecord> find(UUID personId) {
        return jdbc.sql("select * from person where person_id = :id")
                .param("id", personId)
                .query(rows)
                .optional();
    }

    public Optional<PersonRecord> findByNumber(PersonalIdNumber number) {
        return jdbc.sql(
                        """
                        select p.* from person_by_number n join person p using (person_id)
                        where n.number = :number and p.number = :number
                        """)
                .param("number", number.digits())
                .query(rows)
                .optional();
    }

    /** An old number may belong to several people, and a person may have had several. */
    public List<PersonRecord> findByOldNumber(String oldNumber, int limit) {
        return jdbc.sql(
                        """
                        select p.* from person_by_old_number n join person p using (person_id)
                        where n.old_number = :number order by p.person_id limit :limit
                        """)
                .param("number", oldNumber)
                .param("limit", limit)
                .query(rows)
                .list();
    }

    /** The reader of rows of {@code person}, for queries of other features. */
    public org.springframework.jdbc.core.RowMapper<PersonRecord> rows() {
        return rows;
    }

    /** Inserts a first version; its number, if any, must be claimed by the caller. */
    public void insert(PersonRecord person) {
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        Place birthPlace = person.birthRegistrationPlace();
        jdbc.sql(
                        """
                        insert into person (person_id, version, status, number, number_status,
                            number_reason, old_number, name, name_key, birth_year, birth_month,
                            birth_day, birth_order, sex, birth_registration,
                            birth_registration_detail, origin, origin_detail, ethnicity, religion,
                            nationality, marital_status, permanent, permanent_detail, temporary,
                            temporary_detail, residing, residing_detail, blood_group, relatives,
                            death_date, registered_at, updated_at)
                        values (:id, :version, :status, :number, :numberStatus,
                            :numberReason, :oldNumber, :name, :nameKey, :year, nullif(:month, 0),
                            nullif(:day, 0), :birthOrder, :sex, :birthPlace,
                            :birthPlaceDetail, :origin, :originDetail, :ethnicity, :religion,
                            :nationality, :marital, :permanent, :permanentDetail, :temporary,
                            :temporaryDetail, :residing, :residingDetail, :blood,
                            cast(:relatives as jsonb), :death, :now, :now)
                        """)
                .param("id", person.personId())
                .param("version", person.version())
                .param("status", person.status().name())
                .param("number", digits(person), Types.VARCHAR)
                .param("numberStatus", person.numberStatus().name())
                .param("numberReason", person.numberReason(), Types.VARCHAR)
                .param("oldNumber", person.oldNumber(), Types.VARCHAR)
                .param("name", person.name().full())
                .param("nameKey", person.name().unaccentedKey())
                .param("year", person.dateOfBirth().year())
                .param("month", person.dateOfBirth().month())
                .param("day", person.dateOfBirth().day())
                .param("birthOrder", person.birthOrder(), Types.SMALLINT)
                .param("sex", person.sex().code())
                .param("birthPlace", birthPlace.units())
                .param("birthPlaceDetail", birthPlace.detail(), Types.VARCHAR)
                .param("origin", person.origin().units())
                .param("originDetail", person.origin().detail(), Types.VARCHAR)
                .param("ethnicity", person.ethnicity())
                .param("religion", person.religion(), Types.VARCHAR)
                .param("nationality", person.nationality())
                .param("marital", person.maritalStatus())
                .param("permanent", units(person.permanentResidence()), Types.VARCHAR)
                .param("permanentDetail", detail(person.permanentResidence()), Types.VARCHAR)
                .param("temporary", units(person.temporaryResidence()), Types.VARCHAR)
                .param("temporaryDetail", detail(person.temporaryResidence()), Types.VARCHAR)
                .param("residing", units(person.currentResidence()), Types.VARCHAR)
                .param("residingDetail", detail(person.currentResidence()), Types.VARCHAR)
                .param("blood", person.bloodGroup(), Types.VARCHAR)
                .param("relatives", json.writeValueAsString(person.relatives()))
                .param("death", death(person), Types.VARCHAR)
                .param("now", now)
                .update();
        listeners.forEach(listener -> listener.recorded(null, person));
    }

    /** Gives a person a number, and claims it. */
    public PersonRecord assignNumber(UUID personId, PersonalIdNumber number, String evidence) {
        PersonRecord person = lock(personId);
        if (number.equals(person.number())) {
            return person;
        }
        if (person.number() != null) {
            throw ProblemException.conflict(
                    "number_present", "The person has another number already.");
        }
        claim(personId, number);
        return change(
                person,
                new Change("number_assigned", List.of("number"), evidence),
                p -> p.withNumber(number));
    }

    /** Keeps why a person has no number. */
    public PersonRecord refuseNumber(UUID personId, String reason, String evidence) {
        PersonRecord person = lock(personId);
        if (person.number() != null || reason.equals(person.numberReason())) {
            return person;
        }
        return change(
                person,
                new Change("number_refused", List.of("number"), evidence),
                p -> p.withoutNumber(NumberStatus.AWAITING, reason));
    }

    /** Registers a death. */
    public PersonRecord die(UUID personId, PersonRecord.Death death, String evidence) {
        PersonRecord person = lock(personId);
        return change(
                person,
                new Change("death_registered", List.of("death", "status"), evidence),
                p -> p.dead(death));
    }

    /**
     * The record, locked until the transaction ends: events follow the order of these locks.
     *
     * @throws ProblemException 404 {@code person_not_found}
     */
    public PersonRecord lock(UUID personId) {
        return jdbc.sql("select * from person where person_id = :id for update")
                .param("id", personId)
                .query(rows)
                .optional()
                .orElseThrow(PersonNotFoundException::new);
    }

    private void claim(UUID personId, PersonalIdNumber number) {
        jdbc.sql(
                        """
                        insert into person_by_number (number, person_id) values (:number, :id)
                        on conflict do nothing
                        """)
                .param("number", number.digits())
                .param("id", personId)
                .update();
        // A statement of its own sees what a concurrent claim has committed meanwhile.
        UUID holder =
                jdbc.sql("select person_id from person_by_number where number = :number")
                        .param("number", number.digits())
                        .query(UUID.class)
                        .single();
        if (!holder.equals(personId)) {
            throw ProblemException.conflict(
                    "number_conflict", "The number belongs to another person.");
        }
    }

    private PersonRecord change(
            PersonRecord person, Change change, UnaryOperator<PersonRecord> effect) {
        PersonRecord changed = effect.apply(person);
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        jdbc.sql(
                        """
                        insert into person_version (person_id, version, known_from, known_to,
                            superseded, changed, cause, evidence, recorded_by)
                        select person_id, version, updated_at, greatest(:now, updated_at),
                            cast(:superseded as jsonb), :changed, :cause, :evidence, :by
                        from person where person_id = :id
                        """)
                .param("now", now)
                .param("superseded", json.writeValueAsString(person))
                .param("changed", change.changed().toArray(String[]::new))
                .param("cause", change.cause())
                .param("evidence", change.evidence())
                .param("by", callers.current().subject())
                .param("id", person.personId())
                .update();
        int updated =
                jdbc.sql(
                                """
                                update person set version = :version, status = :status,
                                    number = :number, number_status = :numberStatus,
                                    number_reason = :reason, death_date = :death,
                                    updated_at = greatest(:now, updated_at)
                                where person_id = :id and version = :before
                                """)
                        .param("version", changed.version())
                        .param("status", changed.status().name())
                        .param("number", digits(changed), Types.VARCHAR)
                        .param("numberStatus", changed.numberStatus().name())
                        .param("reason", changed.numberReason(), Types.VARCHAR)
                        .param("death", death(changed), Types.VARCHAR)
                        .param("now", now)
                        .param("id", person.personId())
                        .param("before", person.version())
                        .update();
        if (updated != 1) {
            throw ProblemException.conflict(
                    "stale_version", "The record has changed in the meantime.");
        }
        listeners.forEach(listener -> listener.recorded(person, changed));
        return changed;
    }

    private static @Nullable String digits(PersonRecord person) {
        PersonalIdNumber number = person.number();
        return number == null ? null : number.digits();
    }

    private static @Nullable String death(PersonRecord person) {
        PersonRecord.Death death = person.death();
        return death == null ? null : death.date().iso();
    }

    private static @Nullable String units(@Nullable Place place) {
        return place == null ? null : place.units();
    }

    private static @Nullable String detail(@Nullable Place place) {
        return place == null ? null : place.detail();
    }
}
