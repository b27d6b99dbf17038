package vn.dancu.population.record;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/**
 * The people on record. Each change keeps the superseded version, raises the version by one and is
 * told by exactly one event.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class Persons {
    public static final String TOPIC = "population.persons.v1";

    static final String CHANGED = "population.person-changed.v1";
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /** Ids of people whom an import brought are of this version, and end with the line. */
    private static final int TIME_ORDERED = 7;

    private static final long LINES = (1L << 40) - 1;

    /** No life brings so many changes; the bound keeps reading a history cheap. */
    private static final int MOST_VERSIONS = 10_000;

    /** A record leads to its survivor in one step, unless that was merged too. */
    private static final int MOST_MERGES = 20;

    /** Old numbers were given by provinces and some more than once, but never to so many. */
    public static final int MOST_OF_ONE_OLD_NUMBER = 200;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Callers callers;
    private final Versions versions;
    private final Outbox outbox;
    private final JsonMapper json;
    private final PersonColumns columns;
    private final PersonRows rows;
    private final List<RecordListener> listeners;

    Persons(
            JdbcClient jdbc,
            JsonMapper json,
            Clock clock,
            Callers callers,
            Versions versions,
            Outbox outbox,
            List<RecordListener> listeners) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.callers = callers;
        this.versions = versions;
        this.outbox = outbox;
        this.columns = new PersonColumns(json);
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

    /** Who has the number, or had it: a replaced number leads to the person for ever. */
    public Optional<PersonRecord> findByNumber(PersonalIdNumber number) {
        return jdbc.sql(
                        """
                        select p.* from person_by_number n join person p using (person_id)
                        where n.number = :number
                        """)
                .param("number", number.digits())
                .query(rows)
                .optional()
                .map(this::survivor);
    }

    /**
     * An old number may belong to several people, and a person may have had several.
     *
     * @param nameKey only who has this name without marks, if given
     * @param born only who may be born then, if given
     */
    public List<PersonRecord> findByOldNumber(
            String oldNumber, @Nullable String nameKey, @Nullable PartialDate born, int limit) {
        StringBuilder sql =
                new StringBuilder(
                        """
                        select p.* from person_by_old_number n join person p using (person_id)
                        where n.old_number = :number
                        """);
        Map<String, Object> values = new HashMap<>(Map.of("number", oldNumber, "limit", limit));
        if (nameKey != null) {
            sql.append(" and p.name_key = :key");
            values.put("key", nameKey);
        }
        if (born != null) {
            sql.append(" and p.birth_year = :year");
            values.put("year", born.year());
        }
        sql.append(" order by p.person_id limit :limit");
        return jdbc.sql(sql.toString()).params(values).query(rows).list();
    }

    /** The reader of rows of {@code person}, for queries of other features. */
    public RowMapper<PersonRecord> rows() {
        return rows;
    }

    /**
     * Inserts a first version and claims its numbers.
     *
     * @param registration cause and evidence of the record itself
     */
    public void insert(PersonRecord person, Change registration) {
        Map<String, @Nullable Object> source = new LinkedHashMap<>();
        source.put("cause", registration.cause());
        source.put("evidence", registration.evidence());
        source.put("recordedBy", callers.current().subject());
        source.put("officer", callers.current().officer());
        source.put("agency", callers.current().agency());
        source.put("approvedBy", registration.approvedBy());
        source.put("eventId", registration.eventId());
        source.values().removeIf(Objects::isNull);
        claimKeys(null, person);
        columns.bind(
                        jdbc.sql(
                                "insert into person (person_id, registration, registered_at,"
                                        + " updated_at, "
                                        + columns.names()
                                        + ") values (:id, cast(:registration as jsonb), :now, :now,"
                                        + columns.parameters()
                                        + ")"),
                        person)
                .param("id", person.personId())
                .param("registration", json.writeValueAsString(source))
                .param("now", at(clock.instant()))
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
        return change(
                person,
                Change.since(today(), "number_assigned", evidence)
                        .announcedAs("population.person-numbered.v1")
                        .evenIfClosed(true),
                d -> d.numbered(number));
    }

    /** Keeps why a person has no number. */
    public PersonRecord refuseNumber(UUID personId, String reason, String evidence) {
        PersonRecord person = lock(personId);
        if (person.number() != null || reason.equals(person.numberReason())) {
            return person;
        }
        return change(
                person,
                Change.since(today(), "number_refused", evidence).evenIfClosed(true),
                d -> d.unnumbered(NumberStatus.AWAITING, reason));
    }

    /** Registers a death. */
    public PersonRecord die(UUID personId, PersonRecord.Death death, String evidence) {
        return change(
                lock(personId),
                Change.since(death.date().earliest(), "death_registered", evidence)
                        .announcedAs("population.person-died.v1"),
                d -> {
                    d.status = LifeStatus.DEAD;
                    d.death = death;
                    d.missing = null;
                });
    }

    /**
     * The record, locked until the transaction ends: events follow the order of these locks.
     *
     * @throws ProblemException 404 {@code person_not_found}; 409 {@code import_being_withdrawn}
     */
    public PersonRecord lock(UUID personId) {
        PersonRecord locked =
                jdbc.sql("select * from person where person_id = :id for update")
                        .param("id", personId)
                        .query(rows)
                        .optional()
                        .orElseThrow(PersonNotFoundException::new);
        requireNotBeingWithdrawn(personId);
        return locked;
    }

    /**
     * Nothing may come to depend on people whose import is being taken back. Asked once the row is
     * locked: whoever is told no yet has a transaction id, by which the withdrawal waits for them.
     */
    private void requireNotBeingWithdrawn(UUID personId) {
        if (personId.version() != TIME_ORDERED) {
            return; // no import brought this person
        }
        boolean withdrawing =
                jdbc.sql(
                                """
                                select exists (select from import where import_id = :id
                                    and withdrawing_at is not null and withdrawn_at is null)
                                """)
                        .param(
                                "id",
                                new UUID(
                                        personId.getMostSignificantBits(),
                                        personId.getLeastSignificantBits() & ~LINES))
                        .query(Boolean.class)
                        .single();
        if (withdrawing) {
            throw ProblemException.conflict(
                    "import_being_withdrawn",
                    "The import that brought this record is being taken back.");
        }
    }

    /**
     * As {@link #lock(UUID)} for several, always in the same order, so that two commands about the
     * same people wait for each other instead of for ever.
     *
     * @return the records in the order asked for
     * @throws ProblemException 404 {@code person_not_found} if one of them is not on record
     */
    public Map<UUID, PersonRecord> lockAll(Collection<UUID> personIds) {
        Map<UUID, PersonRecord> locked = new LinkedHashMap<>();
        personIds.stream().distinct().sorted().forEach(id -> locked.put(id, lock(id)));
        Map<UUID, PersonRecord> asked = new LinkedHashMap<>();
        for (UUID id : personIds) {
            asked.put(id, requireNonNull(locked.get(id)));
        }
        return asked;
    }

    /** As {@link #lock(UUID)}, if the record still is what the caller saw. */
    public PersonRecord lock(UUID personId, long expectedVersion) {
        PersonRecord person = lock(personId);
        if (person.version() != expectedVersion) {
            throw stale();
        }
        return person;
    }

    /** The record that goes on for this one: itself, or what it was merged into. */
    public PersonRecord survivor(PersonRecord person) {
        PersonRecord survivor = person;
        for (int i = 0; i < MOST_MERGES; i++) {
            UUID next = survivor.mergedInto();
            if (next == null) {
                return survivor;
            }
            survivor = find(next).orElseThrow(PersonNotFoundException::new);
        }
        throw new IllegalStateException("merged records lead in a circle");
    }

    /** As {@link #change(PersonRecord, Change, Consumer)}, locking the record first. */
    public PersonRecord change(UUID personId, Change change, Consumer<PersonDraft> edit) {
        return change(lock(personId), change, edit);
    }

    /** As {@link #change(PersonRecord, Change, Consumer)}, if the record is what the caller saw. */
    public PersonRecord change(
            UUID personId, long expectedVersion, Change change, Consumer<PersonDraft> edit) {
        return change(lock(personId, expectedVersion), change, edit);
    }

    /**
     * Changes a record: the only way. The draft to edit is what held on the day from which the
     * change is valid; for a correction, and mostly otherwise, that is the current record. Where a
     * line has a change that is valid later, that one stays in force, and this one stands in
     * history only. Numbers are claimed and given back in their key tables, and one event tells of
     * the change. If nothing differs, nothing is written.
     *
     * @param locked as {@link #lock} gave it
     * @return the current record afterwards
     * @throws ProblemException 409 {@code stale_version}, {@code record_closed}, {@code
     *     number_conflict}, {@code later_change_depends}, {@code history_full}; 422 {@code
     *     valid_from_in_future}
     */
    public PersonRecord change(PersonRecord locked, Change change, Consumer<PersonDraft> edit) {
        if (locked.hasEnded() && !change.evenIfClosed()) {
            throw ProblemException.conflict(
                    "record_closed", "The record was merged into another one or cancelled.");
        }
        LocalDate from = change.validFrom();
        requireNotInFuture(from);
        Timeline past = versions.timeline(locked);
        Map<String, JsonNode> base =
                change.corrects()
                        ? past.now()
                        : past.at(from == null ? Timeline.ALWAYS : from, Instant.MAX);
        PersonRecord before = versions.record(locked.personId(), locked.version(), base);
        PersonRecord edited = before.with(edit);
        if (change.corrects() && edited.death() != null) {
            Timeline.Source wrong = wrongDeath(past, before, edited);
            if (wrong != null) {
                return moveDeath(locked, past, change, wrong, edited);
            }
        }
        List<FieldChange> changes =
                Timeline.changes(
                        base,
                        versions.lines(edited),
                        field -> change.corrects() ? validFrom(past, field) : from);
        if (changes.isEmpty()) {
            return locked;
        }
        return write(locked, past, change, fact(locked, change, null, null, changes));
    }

    private void requireNotInFuture(@Nullable LocalDate from) {
        if (from != null && from.isAfter(today())) {
            throw ProblemException.refused(
                    "valid_from_in_future", "A change is recorded when it holds, not before.");
        }
    }

    private static @Nullable LocalDate validFrom(Timeline past, String field) {
        return past.sourceOfUnit(field).map(Timeline.Source::validFrom).orElse(null);
    }

    /** The change that registered a death with another date. */
    private static Timeline.@Nullable Source wrongDeath(
            Timeline past, PersonRecord before, PersonRecord edited) {
        boolean differs = before.death() != null && !before.death().equals(edited.death());
        return differs ? past.sourceOfUnit("death").orElse(null) : null;
    }

    /**
     * A death with another date is another death: the person lived until the right one, or no
     * longer than that. What began to hold with the wrong one moves with it.
     */
    private PersonRecord moveDeath(
            PersonRecord locked,
            Timeline past,
            Change change,
            Timeline.Source wrong,
            PersonRecord edited) {
        LocalDate from = requireNonNull(edited.death()).date().earliest();
        requireNotInFuture(from);
        Map<String, JsonNode> now = past.now();
        Timeline.Fact replaced = past.fact(wrong.version()).orElseThrow();
        Change right = change.protectingAs(replaced);
        Timeline without =
                past.plus(fact(locked, right, Long.valueOf(wrong.version()), null, List.of()));
        Map<String, @Nullable LocalDate> moved = new HashMap<>();
        for (FieldChange told : replaced.changes()) {
            LocalDate own = told.validFrom();
            moved.put(told.field(), Objects.equals(own, wrong.validFrom()) ? from : own);
        }
        Timeline.LIFE.forEach(line -> moved.put(line, from));
        List<FieldChange> changes =
                Timeline.changes(
                                without.now(),
                                versions.lines(edited),
                                field ->
                                        moved.containsKey(field)
                                                ? moved.get(field)
                                                : validFrom(past, field))
                        .stream()
                        .map(
                                c ->
                                        new FieldChange(
                                                c.field(),
                                                now.get(c.field()),
                                                c.after(),
                                                c.validFrom()))
                        .toList();
        return write(locked, past, right, fact(locked, right, null, wrong.version(), changes));
    }

    private static Timeline.Fact fact(
            PersonRecord locked,
            Change change,
            @Nullable Long annuls,
            @Nullable Long replaces,
            List<FieldChange> changes) {
        return new Timeline.Fact(
                locked.version() + 1, Instant.MAX, annuls, replaces, change.protection(), changes);
    }

    /**
     * Takes back the change that made a version: the record becomes what it would be without it,
     * and history keeps both. An annulment can be annulled too.
     *
     * @param madeVersion the version that the change made
     * @throws ProblemException 404 {@code change_not_found}; 409 {@code already_annulled}, {@code
     *     number_conflict}, {@code later_change_depends}
     */
    public PersonRecord annul(UUID personId, long madeVersion, Change change) {
        PersonRecord locked = lock(personId);
        Timeline past = versions.timeline(locked);
        Timeline.Fact annulled = inForce(past, madeVersion);
        Timeline without =
                past.plus(fact(locked, change, Long.valueOf(madeVersion), null, List.of()));
        List<FieldChange> followed =
                Timeline.changes(past.now(), without.now(), f -> change.validFrom());
        Change taking = change.protectingAs(annulled);
        return write(
                locked,
                past,
                taking,
                fact(locked, taking, Long.valueOf(madeVersion), null, followed));
    }

    /**
     * Lets what a change brought hold from another day on: the change is taken back and brought
     * again. Taking back the version that this makes gives it its first day again.
     *
     * @param madeVersion the version that the change made
     * @param change since the right day
     * @throws ProblemException 404 {@code change_not_found}; 409 {@code already_annulled}, {@code
     *     later_change_depends}; 422 {@code valid_from_in_future}
     */
    public PersonRecord redate(UUID personId, long madeVersion, Change change) {
        requireNotInFuture(change.validFrom());
        PersonRecord locked = lock(personId);
        Timeline past = versions.timeline(locked);
        Timeline.Fact moved = inForce(past, madeVersion);
        List<FieldChange> changes =
                moved.changes().stream()
                        .map(
                                told ->
                                        new FieldChange(
                                                told.field(),
                                                told.before(),
                                                told.after(),
                                                change.validFrom()))
                        .toList();
        Change right = change.protectingAs(moved);
        return write(
                locked, past, right, fact(locked, right, null, Long.valueOf(madeVersion), changes));
    }

    private static Timeline.Fact inForce(Timeline past, long madeVersion) {
        Timeline.Fact made =
                past.fact(madeVersion)
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "change_not_found",
                                                "No change made that version of the record."));
        if (!past.isInForce(madeVersion)) {
            throw ProblemException.conflict(
                    "already_annulled", "That change has been taken back already.");
        }
        return made;
    }

    /** Each change along the chain is in force again or is not: marks follow. */
    private void mark(UUID personId, Timeline timeline, Timeline.Fact last) {
        Set<Long> inForce = timeline.inForce();
        Long taken = last.takesBack();
        while (taken != null) {
            versions.markAnnulled(personId, taken, !inForce.contains(taken), clock.instant());
            taken = timeline.fact(taken).map(Timeline.Fact::takesBack).orElse(null);
        }
    }

    /**
     * What no state of a record may say. Histories from before lines were told together can lead
     * there.
     */
    private static void requireConsistent(PersonRecord after) {
        boolean numbered =
                after.numberStatus() == NumberStatus.ASSIGNED
                        || after.numberStatus() == NumberStatus.SUSPENDED;
        boolean merged = after.closed() == RecordClosure.MERGED;
        if ((after.death() != null && after.status() != LifeStatus.DEAD)
                || numbered != (after.number() != null)
                || merged != (after.mergedInto() != null)
                || after.personId().equals(after.mergedInto())) {
            throw ProblemException.conflict(
                    "later_change_depends",
                    "A later change has no sense without that one: annul the later one first.");
        }
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

    private PersonRecord write(
            PersonRecord locked, Timeline past, Change change, Timeline.Fact fact) {
        if (locked.version() >= MOST_VERSIONS) {
            throw ProblemException.conflict(
                    "history_full", "The record has as many changes as it can have.");
        }
        Timeline now = past.plus(fact);
        PersonRecord after = versions.record(locked.personId(), fact.version(), now.now());
        requireConsistent(after);
        claimKeys(locked, after);
        versions.keep(locked, change, fact, clock.instant());
        int updated =
                columns.bind(
                                jdbc.sql(
                                        "update person set "
                                                + columns.assignments()
                                                + ", updated_at = greatest(:now, updated_at)"
                                                + " where person_id = :id and version = :before"),
                                after)
                        .param("now", at(clock.instant()))
                        .param("id", locked.personId())
                        .param("before", locked.version())
                        .update();
        if (updated != 1) {
            throw stale();
        }
        mark(locked.personId(), now, fact);
        listeners.forEach(listener -> listener.recorded(locked, after));
        boolean onlyHistory = fact.annuls() != null && fact.changes().isEmpty();
        announce(
                after,
                change,
                onlyHistory
                        ? past.fact(requireNonNull(fact.annuls())).orElseThrow().changes()
                        : fact.changes());
        return after;
    }

    /** The data of events that name nothing but the person. */
    record AboutPerson(UUID personId) {}

    /** The data of {@value #CHANGED}: the names of the lines whose value or history changed. */
    record PersonChanged(UUID personId, List<String> changed) {}

    private void announce(PersonRecord after, Change change, List<FieldChange> changes) {
        String own = change.announcedAs();
        outbox.append(
                own != null
                        ? event(own, after, new AboutPerson(after.personId()))
                        : event(
                                CHANGED,
                                after,
                                new PersonChanged(
                                        after.personId(),
                                        changes.stream()
                                                .filter(FieldChange::isDifference)
                                                .map(FieldChange::field)
                                                .toList())));
    }

    /** Brings the key tables in line with what a record says now. */
    private void claimKeys(@Nullable PersonRecord before, PersonRecord after) {
        PersonalIdNumber number = after.number();
        if (number != null && (before == null || !number.equals(before.number()))) {
            // The key of a number that is no longer the person's stays: it leads to the person.
            claim(after.personId(), number);
        }
        Set<String> had = before == null ? Set.of() : oldNumbers(before);
        Set<String> has = oldNumbers(after);
        for (String oldNumber : has) {
            if (!had.contains(oldNumber)) {
                jdbc.sql(
                                """
                                insert into person_by_old_number (old_number, person_id)
                                values (:number, :id) on conflict do nothing
                                """)
                        .param("number", oldNumber)
                        .param("id", after.personId())
                        .update();
            }
        }
        for (String oldNumber : had) {
            if (!has.contains(oldNumber)) {
                jdbc.sql(
                                """
                                delete from person_by_old_number
                                where old_number = :number and person_id = :id
                                """)
                        .param("number", oldNumber)
                        .param("id", after.personId())
                        .update();
            }
        }
    }

    private static Set<String> oldNumbers(PersonRecord person) {
        Set<String> numbers = new HashSet<>();
        if (person.oldNumber() != null) {
            numbers.add(person.oldNumber());
        }
        List<String> others = person.further().otherOldNumbers();
        if (others != null) {
            numbers.addAll(others);
        }
        return numbers;
    }

    private static ProblemException stale() {
        return ProblemException.conflict(
                "stale_version", "The record has changed in the meantime.");
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), VIETNAM);
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
