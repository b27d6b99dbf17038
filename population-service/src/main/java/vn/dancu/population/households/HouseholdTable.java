package vn.dancu.population.households;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Place;

/** The tables of households, their members and their heads. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
class HouseholdTable {
    private final JdbcClient jdbc;
    private final Clock clock;

    HouseholdTable(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Where a household came from. */
    enum Origin {
        REGISTRATION,
        SPLIT,
        /** Survey cards named its head. */
        CARDS
    }

    /** A household as it is kept, locked if it is to be changed. */
    record Kept(
            Household household,
            long version,
            @Nullable String fileNumber,
            Place place,
            LocalDate formedOn,
            Origin formedFrom,
            @Nullable UUID splitFrom,
            @Nullable LocalDate headlessSince,
            @Nullable LocalDate endedOn,
            LocalDate changedOn) {}

    /** What a command writes down beside its effect. */
    record Papers(LocalDate on, String evidence, String by, String leftFor) {}

    /**
     * A membership, of now or of before.
     *
     * @param takenBy the record that this one was merged into, if that one has its place now
     * @param takenFrom the merged record whose place this is
     * @param prior what the person was to the head before that, if a member
     */
    record Membership(
            UUID personId,
            UUID membershipId,
            UUID householdId,
            Relationship relationship,
            LocalDate from,
            @Nullable LocalDate until,
            @Nullable String leftFor,
            @Nullable UUID takenBy,
            @Nullable UUID takenFrom,
            @Nullable Relationship prior) {}

    Optional<Kept> lock(UUID householdId) {
        return load(householdId, " for update");
    }

    Optional<Kept> find(UUID householdId) {
        return load(householdId, "");
    }

    private Optional<Kept> load(UUID householdId, String locking) {
        return jdbc.sql("select * from household where household_id = :id" + locking)
                .param("id", householdId)
                .query((row, n) -> kept(row))
                .optional()
                .map(this::withMembers);
    }

    private Kept withMembers(Kept bare) {
        Map<UUID, Relationship> members = new LinkedHashMap<>();
        UUID id = bare.household().id();
        current(id).forEach(m -> members.put(m.personId(), m.relationship()));
        return new Kept(
                new Household(id, bare.household().head(), members),
                bare.version(),
                bare.fileNumber(),
                bare.place(),
                bare.formedOn(),
                bare.formedFrom(),
                bare.splitFrom(),
                bare.headlessSince(),
                bare.endedOn(),
                bare.changedOn());
    }

    private List<Membership> current(UUID householdId) {
        return jdbc.sql(
                        """
                        select * from household_member
                        where household_id = :id and upper_inf(held) and not voided
                        """)
                .param("id", householdId)
                .query((row, n) -> membership(row))
                .list();
    }

    /** Members of now and before, the latest first. */
    List<Membership> members(UUID householdId, int limit) {
        return jdbc.sql(
                        """
                        select * from household_member where household_id = :id and not voided
                        order by upper_inf(held) desc, lower(held) desc, person_id limit :limit
                        """)
                .param("id", householdId)
                .param("limit", limit)
                .query((row, n) -> membership(row))
                .list();
    }

    /** The household that a person belongs to. */
    Optional<UUID> of(UUID personId) {
        return jdbc.sql(
                        """
                        select household_id from household_member
                        where person_id = :person and upper_inf(held) and not voided
                        """)
                .param("person", personId)
                .query(UUID.class)
                .optional();
    }

    /** Those of some people who are members of a household or once were. */
    Set<UUID> known(Collection<UUID> people) {
        return Set.copyOf(
                jdbc.sql(
                                """
                                select distinct person_id from household_member
                                where person_id = any(:people)
                                """)
                        .param("people", people.toArray(UUID[]::new))
                        .query(UUID.class)
                        .list());
    }

    /** The membership of a person in a household, of now. */
    Optional<Membership> in(UUID householdId, UUID personId) {
        return current(householdId).stream().filter(m -> m.personId().equals(personId)).findFirst();
    }

    /** The last membership of a person, of now or of before, and on whatever day it ended. */
    Optional<Membership> lastOf(UUID personId) {
        return jdbc.sql(
                        """
                        select * from household_member
                        where person_id = :person and (not voided or left_for <> 'left')
                        order by lower(held) desc, recorded_at desc limit 1
                        """)
                .param("person", personId)
                .query((row, n) -> membership(row))
                .optional();
    }

    /** Households without a head in a territory's units, after an id. */
    List<UUID> headless(@Nullable UUID after, int limit) {
        return jdbc.sql(
                        """
                        select household_id from household
                        where head is null and ended_on is null
                            and (cast(:after as uuid) is null or household_id > :after)
                        order by household_id limit :limit
                        """)
                .param("after", after, Types.OTHER)
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    /**
     * @throws ProblemException 409 {@code already_in_household}, {@code file_number_taken}
     */
    void insert(
            Household household,
            Place place,
            @Nullable String fileNumber,
            Origin from,
            @Nullable UUID splitFrom,
            Papers papers) {
        jdbc.sql(
                        """
                        insert into household (household_id, version, file_number, units, detail,
                            head, formed_on, formed_from, split_from, changed_on, evidence,
                            recorded_by, recorded_at, updated_at)
                        values (:id, 1, :fileNumber, :units, :detail, :head, :on, :from,
                            :splitFrom, :on, :evidence, :by, :now, :now)
                        """)
                .param("id", household.id())
                .param("fileNumber", fileNumber, Types.VARCHAR)
                .param("units", place.units())
                .param("detail", place.detail(), Types.VARCHAR)
                .param("head", household.head(), Types.OTHER)
                .param("on", papers.on())
                .param("from", from.name())
                .param("splitFrom", splitFrom, Types.OTHER)
                .param("evidence", papers.evidence())
                .param("by", papers.by())
                .param("now", now())
                .update();
        claim(household.id(), fileNumber);
        household.members().forEach((person, what) -> join(household.id(), person, what, papers));
        startHead(household.id(), Objects.requireNonNull(household.head()), papers.on());
    }

    /**
     * Writes what a command changed.
     *
     * @throws ProblemException 409 {@code already_in_household}
     */
    void save(Kept before, Household after, Papers papers) {
        UUID id = after.id();
        Map<UUID, Relationship> had = before.household().members();
        after.members()
                .forEach(
                        (person, what) -> {
                            Relationship known = had.get(person);
                            if (known == null) {
                                join(id, person, what, papers);
                            } else if (!known.equals(what)) {
                                relate(id, person, what);
                            }
                        });
        had.keySet().stream()
                .filter(person -> !after.members().containsKey(person))
                .forEach(person -> leave(id, person, papers));
        UUID oldHead = before.household().head();
        if (!Objects.equals(oldHead, after.head())) {
            if (oldHead != null) {
                endHead(id, papers.on());
            }
            if (after.head() != null) {
                startHead(id, after.head(), papers.on());
            }
        }
        update(after, papers);
    }

    /** A membership that ended by mistake goes on. */
    void restore(Kept before, Household after, Membership ended, Relationship what, Papers papers) {
        reopen(ended, what);
        UUID oldHead = before.household().head();
        if (after.head() != null && !after.head().equals(oldHead)) {
            if (oldHead != null) {
                endHead(after.id(), papers.on());
            }
            startHead(after.id(), after.head(), papers.on());
        }
        update(after, papers);
    }

    /**
     * Keeps that a record has the place of one that was merged into it.
     *
     * @param prior what it was to the head before, if a member
     */
    void handedOver(UUID householdId, UUID from, UUID to, @Nullable Relationship prior) {
        jdbc.sql(
                        """
                        update household_member set taken_by = :to
                        where person_id = :from and membership_id = :membership
                        """)
                .param("to", to)
                .param("from", from)
                .param("membership", lastOf(from).orElseThrow().membershipId())
                .update();
        jdbc.sql(
                        """
                        update household_member set taken_from = :from,
                            prior_relationship = :prior, prior_relationship_text = :text
                        where person_id = :to and household_id = :household
                            and upper_inf(held) and not voided
                        """)
                .param("from", from)
                .param("prior", prior == null ? null : prior.code(), Types.VARCHAR)
                .param("text", prior == null ? null : prior.text(), Types.VARCHAR)
                .param("to", to)
                .param("household", householdId)
                .update();
    }

    /** The merge was undone: the membership is what it was before, or never was. */
    void giveBack(Membership taken, Papers papers) {
        Relationship prior = taken.prior();
        jdbc.sql(
                        prior == null
                                ? """
                                update household_member set voided = true, left_for = :why,
                                    left_evidence = :evidence, left_recorded_by = :by,
                                    left_recorded_at = :now
                                where person_id = :person and membership_id = :membership
                                """
                                : """
                                update household_member set relationship = prior_relationship,
                                    relationship_text = prior_relationship_text, taken_from = null,
                                    prior_relationship = null, prior_relationship_text = null
                                where person_id = :person and membership_id = :membership
                                """)
                .param("why", papers.leftFor())
                .param("evidence", papers.evidence())
                .param("by", papers.by())
                .param("now", now())
                .param("person", taken.personId())
                .param("membership", taken.membershipId())
                .update();
    }

    private void update(Household after, Papers papers) {
        jdbc.sql(
                        """
                        update household set version = version + 1, head = :head,
                            headless_since = case when :headless
                                then coalesce(headless_since, :on) end,
                            ended_on = case when :ended then coalesce(ended_on, :on) end,
                            changed_on = greatest(changed_on, :on), updated_at = :now
                        where household_id = :id
                        """)
                .param("head", after.head(), Types.OTHER)
                .param("headless", after.isHeadless())
                .param("ended", after.isEnded())
                .param("on", papers.on())
                .param("now", now())
                .param("id", after.id())
                .update();
    }

    /**
     * @throws ProblemException 409 {@code file_number_taken}
     */
    void describe(Kept before, Place place, @Nullable String fileNumber) {
        UUID id = before.household().id();
        if (!Objects.equals(before.fileNumber(), fileNumber)) {
            if (before.fileNumber() != null) {
                jdbc.sql("delete from household_by_file_number where file_number = :number")
                        .param("number", before.fileNumber())
                        .update();
            }
            claim(id, fileNumber);
        }
        jdbc.sql(
                        """
                        update household set version = version + 1, file_number = :fileNumber,
                            units = :units, detail = :detail, updated_at = :now
                        where household_id = :id
                        """)
                .param("fileNumber", fileNumber, Types.VARCHAR)
                .param("units", place.units())
                .param("detail", place.detail(), Types.VARCHAR)
                .param("now", now())
                .param("id", id)
                .update();
    }

    private void claim(UUID householdId, @Nullable String fileNumber) {
        if (fileNumber == null) {
            return;
        }
        int claimed =
                jdbc.sql(
                                """
                                insert into household_by_file_number (file_number, household_id)
                                values (:number, :id) on conflict do nothing
                                """)
                        .param("number", fileNumber)
                        .param("id", householdId)
                        .update();
        if (claimed != 1) {
            throw ProblemException.conflict(
                    "file_number_taken", "Another household has this residence-file number.");
        }
    }

    private void join(UUID householdId, UUID person, Relationship what, Papers papers) {
        try {
            jdbc.sql(
                            """
                            insert into household_member (person_id, membership_id, household_id,
                                relationship, relationship_text, held, evidence, recorded_by,
                                recorded_at)
                            values (:person, :membership, :household, :code, :text,
                                daterange(:on, null), :evidence, :by, :now)
                            """)
                    .param("person", person)
                    .param("membership", UUID.randomUUID())
                    .param("household", householdId)
                    .param("code", what.code())
                    .param("text", what.text(), Types.VARCHAR)
                    .param("on", papers.on())
                    .param("evidence", papers.evidence())
                    .param("by", papers.by())
                    .param("now", now())
                    .update();
        } catch (DataIntegrityViolationException e) {
            throw alreadyInHousehold();
        }
    }

    static ProblemException alreadyInHousehold() {
        return ProblemException.conflict(
                "already_in_household", "The person belongs to a household on that day.");
    }

    private void relate(UUID householdId, UUID person, Relationship what) {
        jdbc.sql(
                        """
                        update household_member set relationship = :code, relationship_text = :text
                        where person_id = :person and household_id = :household
                            and upper_inf(held) and not voided
                        """)
                .param("code", what.code())
                .param("text", what.text(), Types.VARCHAR)
                .param("person", person)
                .param("household", householdId)
                .update();
    }

    private void leave(UUID householdId, UUID person, Papers papers) {
        jdbc.sql(
                        """
                        update household_member set
                            held = case when lower(held) < :on
                                then daterange(lower(held), :on) else held end,
                            voided = lower(held) >= :on, left_for = :why,
                            left_evidence = :evidence, left_recorded_by = :by,
                            left_recorded_at = :now
                        where person_id = :person and household_id = :household
                            and upper_inf(held) and not voided
                        """)
                .param("on", papers.on())
                .param("why", papers.leftFor())
                .param("evidence", papers.evidence())
                .param("by", papers.by())
                .param("now", now())
                .param("person", person)
                .param("household", householdId)
                .update();
    }

    private void reopen(Membership ended, Relationship what) {
        jdbc.sql(
                        """
                        update household_member set held = daterange(lower(held), null),
                            voided = false, relationship = :code, relationship_text = :text,
                            left_for = null, taken_by = null, left_evidence = null, left_recorded_by = null, left_recorded_at = null
                        where person_id = :person and membership_id = :membership
                        """)
                .param("code", what.code())
                .param("text", what.text(), Types.VARCHAR)
                .param("person", ended.personId())
                .param("membership", ended.membershipId())
                .update();
    }

    private void startHead(UUID householdId, UUID person, LocalDate on) {
        jdbc.sql(
                        """
                        insert into household_head (household_id, tenure_id, person_id, held)
                        values (:household, :tenure, :person, daterange(:on, null))
                        """)
                .param("household", householdId)
                .param("tenure", UUID.randomUUID())
                .param("person", person)
                .param("on", on)
                .update();
    }

    private void endHead(UUID householdId, LocalDate on) {
        jdbc.sql(
                        """
                        update household_head set
                            held = case when lower(held) < :on
                                then daterange(lower(held), :on) else held end,
                            voided = lower(held) >= :on
                        where household_id = :household and upper_inf(held) and not voided
                        """)
                .param("on", on)
                .param("household", householdId)
                .update();
    }

    /** Which of these people belong to a household. */
    List<UUID> housed(Collection<UUID> people) {
        return jdbc.sql(
                        """
                        select person_id from household_member
                        where person_id = any(:people) and upper_inf(held) and not voided
                        """)
                .param("people", people.toArray(UUID[]::new))
                .query(UUID.class)
                .list();
    }

    private static Kept kept(ResultSet row) throws SQLException {
        Place place = Place.stored(row.getString("units"), row.getString("detail"));
        UUID head = row.getObject("head", UUID.class);
        return new Kept(
                new Household(
                        row.getObject("household_id", UUID.class),
                        head,
                        head == null ? Map.of() : Map.of(head, Relationship.HEAD)),
                row.getLong("version"),
                row.getString("file_number"),
                Objects.requireNonNull(place),
                row.getObject("formed_on", LocalDate.class),
                Origin.valueOf(row.getString("formed_from")),
                row.getObject("split_from", UUID.class),
                row.getObject("headless_since", LocalDate.class),
                row.getObject("ended_on", LocalDate.class),
                row.getObject("changed_on", LocalDate.class));
    }

    /** A range of days is written {@code [2020-01-01,2021-01-01)} or {@code [2020-01-01,)}. */
    private static Membership membership(ResultSet row) throws SQLException {
        String held = row.getString("held");
        String until = held.substring(held.indexOf(',') + 1, held.length() - 1);
        String prior = row.getString("prior_relationship");
        return new Membership(
                row.getObject("person_id", UUID.class),
                row.getObject("membership_id", UUID.class),
                row.getObject("household_id", UUID.class),
                new Relationship(row.getString("relationship"), row.getString("relationship_text")),
                LocalDate.parse(held.substring(1, held.indexOf(','))),
                until.isEmpty() ? null : LocalDate.parse(until),
                row.getString("left_for"),
                row.getObject("taken_by", UUID.class),
                row.getObject("taken_from", UUID.class),
                prior == null
                        ? null
                        : new Relationship(prior, row.getString("prior_relationship_text")));
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
