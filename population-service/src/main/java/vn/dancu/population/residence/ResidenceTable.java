package vn.dancu.population.residence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.population.record.Place;

/** The table of periods. Rows are never deleted: what was wrong is marked as superseded. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
class ResidenceTable {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    ResidenceTable(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /**
     * What is written down of a registration beside its period.
     *
     * @param versions of the person's record, that it made
     */
    record Papers(
            @Nullable String reason,
            @Nullable LocalDate expectedEnd,
            String evidence,
            String recordedBy,
            List<Long> versions) {
        Papers {
            versions = List.copyOf(versions);
        }
    }

    /** Of a period that stands in the record and enters the table only later. */
    static final Papers OF_RECORD = new Papers(null, null, "record", "record", List.of());

    /**
     * A row.
     *
     * @param endVersion by which the record says that it ended by itself
     */
    record Registered(Period period, Papers papers, @Nullable Long endVersion) {}

    /** What was done to a period after it was registered. */
    record Act(String act, @Nullable LocalDate on, String evidence, String by, String at) {}

    /** All that hold, by kind. */
    Map<ResidenceKind, Periods> periods(UUID personId) {
        Map<ResidenceKind, List<Period>> byKind = new EnumMap<>(ResidenceKind.class);
        rows(personId)
                .forEach(
                        row ->
                                byKind.computeIfAbsent(
                                                row.period().kind(), kind -> new ArrayList<>())
                                        .add(row.period()));
        Map<ResidenceKind, Periods> periods = new EnumMap<>(ResidenceKind.class);
        for (ResidenceKind kind : ResidenceKind.values()) {
            periods.put(kind, new Periods(byKind.getOrDefault(kind, List.of())));
        }
        return periods;
    }

    /** In the order of their first days. */
    List<Registered> rows(UUID personId) {
        return jdbc.sql(
                        """
                        select * from residence
                        where person_id = :person and superseded_at is null
                        order by kind, lower(held) nulls first
                        """)
                .param("person", personId)
                .query(this::row)
                .list();
    }

    Optional<Registered> find(UUID personId, UUID residenceId) {
        return jdbc.sql(
                        """
                        select * from residence where person_id = :person
                            and residence_id = :residence and superseded_at is null
                        """)
                .param("person", personId)
                .param("residence", residenceId)
                .query(this::row)
                .optional();
    }

    /** Temporary residences whose terms are over and whose records do not say so. */
    List<Expired> expired(LocalDate today, int limit) {
        return jdbc.sql(
                        """
                        select person_id, residence_id from residence
                        where kind = 'TEMPORARY' and superseded_at is null and not settled
                            and own_end <= :today
                        order by own_end, person_id limit :limit
                        """)
                .param("today", today)
                .param("limit", limit)
                .query(Expired.class)
                .list();
    }

    record Expired(UUID personId, UUID residenceId) {}

    /** Writes what differs between two states of one kind; what is new came with the record. */
    void save(UUID personId, Periods before, Periods after) {
        save(personId, before, after, null, OF_RECORD);
    }

    /**
     * Writes what differs between two states of one kind.
     *
     * @param added the period that the papers are about
     */
    void save(UUID personId, Periods before, Periods after, @Nullable UUID added, Papers papers) {
        Map<UUID, Period> had = new LinkedHashMap<>();
        before.periods().forEach(p -> had.put(p.id(), p));
        for (Period period : after.periods()) {
            Period known = had.remove(period.id());
            if (known == null) {
                insert(personId, period, period.id().equals(added) ? papers : OF_RECORD);
            } else if (!known.equals(period)) {
                update(personId, period);
            }
        }
        had.keySet().forEach(id -> supersede(personId, id));
        // The rows overlap while they are being written and must not afterwards.
        jdbc.sql("set constraints residence_one_at_a_time immediate").update();
        jdbc.sql("set constraints residence_one_at_a_time deferred").update();
    }

    private void insert(UUID personId, Period period, Papers papers) {
        place(
                        jdbc.sql(
                                """
                                insert into residence (person_id, residence_id, kind, held,
                                    own_end, units, detail, country, reason, expected_end,
                                    evidence, recorded_by, recorded_at, versions)
                                values (:person, :residence, :kind,
                                    daterange(cast(:from as date), cast(:until as date)), :ownEnd,
                                    :units, :detail, :country, :reason, :expectedEnd, :evidence,
                                    :by, :at, :versions)
                                """),
                        personId,
                        period)
                .param("kind", period.kind().name())
                .param("reason", papers.reason(), Types.VARCHAR)
                .param("expectedEnd", papers.expectedEnd(), Types.DATE)
                .param("evidence", papers.evidence())
                .param("by", papers.recordedBy())
                .param("at", now())
                .param("versions", papers.versions().toArray(Long[]::new))
                .update();
    }

    private void update(UUID personId, Period period) {
        place(
                        jdbc.sql(
                                """
                                update residence set own_end = :ownEnd, units = :units,
                                    held = daterange(cast(:from as date), cast(:until as date)),
                                    detail = :detail, country = :country
                                where person_id = :person and residence_id = :residence
                                """),
                        personId,
                        period)
                .update();
    }

    private static JdbcClient.StatementSpec place(
            JdbcClient.StatementSpec statement, UUID personId, Period period) {
        Place place = period.where().place();
        return statement
                .param("person", personId)
                .param("residence", period.id())
                .param("from", period.from(), Types.DATE)
                .param("until", period.until(), Types.DATE)
                .param("ownEnd", period.ownEnd(), Types.DATE)
                .param("units", place == null ? null : place.units(), Types.VARCHAR)
                .param(
                        "detail",
                        place == null ? period.where().detail() : place.detail(),
                        Types.VARCHAR)
                .param("country", period.where().country(), Types.VARCHAR);
    }

    private void supersede(UUID personId, UUID residenceId) {
        jdbc.sql(
                        """
                        update residence set superseded_at = :at
                        where person_id = :person and residence_id = :residence
                        """)
                .param("at", now())
                .param("person", personId)
                .param("residence", residenceId)
                .update();
    }

    /** A person goes on with all periods of another record of theirs. */
    void takeOver(UUID personId, UUID from) {
        jdbc.sql(
                        """
                        insert into residence (person_id, residence_id, kind, held, own_end, units,
                            detail, country, reason, expected_end, evidence, recorded_by,
                            recorded_at, acts, settled, taken_from)
                        select :person, gen_random_uuid(), kind, held, own_end, units, detail,
                            country, reason, expected_end, evidence, recorded_by, recorded_at,
                            acts, settled, :from
                        from residence where person_id = :from and superseded_at is null
                        """)
                .param("person", personId)
                .param("from", from)
                .update();
    }

    /** The periods that a person has from another record. */
    Set<UUID> takenFrom(UUID personId, UUID from) {
        return new HashSet<>(
                jdbc.sql(
                                """
                                select residence_id from residence where person_id = :person
                                    and taken_from = :from and superseded_at is null
                                """)
                        .param("person", personId)
                        .param("from", from)
                        .query(UUID.class)
                        .list());
    }

    /** Keeps what was done to a period. */
    void note(
            UUID personId,
            UUID residenceId,
            String act,
            @Nullable LocalDate on,
            String evidence,
            String by) {
        Act noted = new Act(act, on, evidence, by, clock.instant().toString());
        jdbc.sql(
                        """
                        update residence set acts = acts || cast(:act as jsonb)
                        where person_id = :person and residence_id = :residence
                        """)
                .param("act", json.writeValueAsString(noted))
                .param("person", personId)
                .param("residence", residenceId)
                .update();
    }

    /** Keeps by which version, if any, the record says that the period ended. */
    void settle(UUID personId, UUID residenceId, boolean settled, @Nullable Long endVersion) {
        jdbc.sql(
                        """
                        update residence set settled = :settled, end_version = :version
                        where person_id = :person and residence_id = :residence
                        """)
                .param("settled", settled)
                .param("version", endVersion, Types.BIGINT)
                .param("person", personId)
                .param("residence", residenceId)
                .update();
    }

    private Registered row(ResultSet row, int n) throws SQLException {
        Place place = Place.stored(row.getString("units"), row.getString("detail"));
        String country = row.getString("country");
        Where where =
                place != null
                        ? new Where(place, country, null)
                        : new Where(null, country, row.getString("detail"));
        LocalDate ownEnd = row.getObject("own_end", LocalDate.class);
        Period period =
                Period.starting(
                        row.getObject("residence_id", UUID.class),
                        ResidenceKind.valueOf(row.getString("kind")),
                        lower(row.getString("held")),
                        ownEnd,
                        where);
        Papers papers =
                new Papers(
                        row.getString("reason"),
                        row.getObject("expected_end", LocalDate.class),
                        row.getString("evidence"),
                        row.getString("recorded_by"),
                        List.of((Long[]) row.getArray("versions").getArray()));
        return new Registered(period, papers, row.getObject("end_version", Long.class));
    }

    /** A range of days is written {@code [2020-01-01,2021-01-01)}, an open start {@code (,…}. */
    private static @Nullable LocalDate lower(String range) {
        return range.startsWith("[") ? LocalDate.parse(range.substring(1, 11)) : null;
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
