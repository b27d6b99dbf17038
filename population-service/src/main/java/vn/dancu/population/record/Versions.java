package vn.dancu.population.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.kernel.PartialDate;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/**
 * The superseded versions of people. A row is the state that was current from {@code known_from} to
 * {@code known_to}, with the change that ended it: that change made the version after it.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class Versions {
    private static final String ALWAYS = "always";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Callers callers;

    Versions(JdbcClient jdbc, JsonMapper json, Callers callers) {
        this.jdbc = jdbc;
        this.json = json;
        this.callers = callers;
    }

    /** The history of a person whose current state is given. */
    public Timeline timeline(PersonRecord current) {
        Map<String, JsonNode> now = lines(current);
        if (current.version() == 1) {
            return new Timeline(now, List.of());
        }
        List<Row> rows =
                jdbc.sql(
                                """
                                select version, known_to, valid_from, changes, cause, annuls,
                                    replaces, protection,
                                    case when version = 1 or changes is null
                                            or lag(changes) over w is null
                                        then superseded end as superseded
                                from person_version where person_id = :id
                                window w as (order by version)
                                order by version
                                """)
                        .param("id", current.personId())
                        .query(this::row)
                        .list();
        List<Timeline.Fact> facts = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            List<FieldChange> changes = row.changes();
            if (changes == null) {
                Map<String, JsonNode> after =
                        i + 1 < rows.size() ? rows.get(i + 1).mandatoryState() : now;
                changes = undeclared(row, after);
            }
            facts.add(
                    new Timeline.Fact(
                            row.version() + 1,
                            row.knownTo(),
                            row.annuls(),
                            row.replaces(),
                            row.protection(),
                            changes));
        }
        return new Timeline(rows.getFirst().mandatoryState(), facts);
    }

    /** The lines of a record by their names: what history is made of. */
    public Map<String, JsonNode> lines(PersonRecord person) {
        return lines(json.<ObjectNode>valueToTree(person));
    }

    private static Map<String, JsonNode> lines(ObjectNode person) {
        Map<String, JsonNode> lines = new TreeMap<>();
        person.properties().forEach(line -> lines.put(line.getKey(), line.getValue()));
        lines.remove("personId");
        lines.remove("version");
        return lines;
    }

    /** What {@link #lines} took apart. */
    public PersonRecord record(UUID personId, long version, Map<String, JsonNode> lines) {
        ObjectNode whole = json.createObjectNode();
        whole.put("personId", personId.toString());
        whole.put("version", version);
        lines.forEach(whole::set);
        return json.treeToValue(whole, PersonRecord.class);
    }

    /**
     * @param changes absent in rows from before changes were kept by line
     * @param state present where it is needed to tell the changes or the first state
     */
    private record Row(
            long version,
            Instant knownTo,
            String cause,
            @Nullable List<FieldChange> changes,
            @Nullable Long annuls,
            @Nullable Long replaces,
            @Nullable Protection protection,
            @Nullable Map<String, JsonNode> state) {
        Map<String, JsonNode> mandatoryState() {
            if (state == null) {
                throw new IllegalStateException("history lacks a state");
            }
            return state;
        }
    }

    private Row row(ResultSet row, int n) throws SQLException {
        String changes = row.getString("changes");
        String superseded = row.getString("superseded");
        String protection = row.getString("protection");
        return new Row(
                row.getLong("version"),
                row.getObject("known_to", OffsetDateTime.class).toInstant(),
                row.getString("cause"),
                changes == null
                        ? null
                        : changes(changes, row.getObject("valid_from", LocalDate.class)),
                row.getObject("annuls", Long.class),
                row.getObject("replaces", Long.class),
                protection == null ? null : Protection.valueOf(protection),
                superseded == null ? null : lines((ObjectNode) json.readTree(superseded)));
    }

    /** Rows of the first releases: the two states tell what changed. */
    private static List<FieldChange> undeclared(Row row, Map<String, JsonNode> after) {
        JsonNode death = after.get("death");
        LocalDate validFrom =
                row.cause().equals("death_registered") && death != null
                        ? PartialDate.parse(death.required("date").asString()).earliest()
                        : null;
        return Timeline.changes(row.mandatoryState(), after, field -> validFrom);
    }

    /** Reads what {@link #json} wrote. */
    List<FieldChange> changes(String stored, @Nullable LocalDate validFrom) {
        List<FieldChange> changes = new ArrayList<>();
        for (JsonNode change : json.readTree(stored)) {
            String own = change.path("validFrom").asString("");
            changes.add(
                    new FieldChange(
                            change.required("field").asString(),
                            change.get("old"),
                            change.get("new"),
                            own.isEmpty()
                                    ? validFrom
                                    : own.equals(ALWAYS) ? null : LocalDate.parse(own)));
        }
        return changes;
    }

    private String json(List<FieldChange> changes, @Nullable LocalDate validFrom) {
        ArrayNode array = json.createArrayNode();
        for (FieldChange change : changes) {
            ObjectNode node = array.addObject().put("field", change.field());
            if (change.before() != null) {
                node.set("old", change.before());
            }
            if (change.after() != null) {
                node.set("new", change.after());
            }
            LocalDate own = change.validFrom();
            if (!java.util.Objects.equals(own, validFrom)) {
                node.put("validFrom", own == null ? ALWAYS : own.toString());
            }
        }
        return json.writeValueAsString(array);
    }

    /** Keeps a version that is superseded now, and why. */
    void keep(PersonRecord superseded, Change change, Timeline.Fact fact, Instant now) {
        Caller caller = callers.current();
        Protection protection = fact.protection();
        String officer = change.proposedBy() == null ? caller.officer() : change.proposedBy();
        String[] changed =
                fact.changes().stream()
                        .filter(FieldChange::isDifference)
                        .map(FieldChange::field)
                        .toArray(String[]::new);
        jdbc.sql(
                        """
                        insert into person_version (person_id, version, known_from, known_to,
                            superseded, changed, cause, evidence, recorded_by, valid_from, changes,
                            event_id, approved_by, annuls, replaces, protection, officer, agency)
                        select person_id, version, updated_at, greatest(:now, updated_at),
                            cast(:superseded as jsonb), :changed, :cause, :evidence, :by, :from,
                            cast(:changes as jsonb), :event, :approved, :annuls, :replaces,
                            :protection, :officer, :agency
                        from person where person_id = :id
                        """)
                .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .param("superseded", json.writeValueAsString(superseded))
                .param("changed", changed)
                .param("cause", change.cause())
                .param("evidence", change.evidence())
                .param("by", caller.subject())
                .param("from", change.validFrom(), Types.DATE)
                .param("changes", json(fact.changes(), change.validFrom()))
                .param("event", change.eventId(), Types.OTHER)
                .param("approved", change.approvedBy(), Types.VARCHAR)
                .param("annuls", fact.annuls(), Types.BIGINT)
                .param("replaces", fact.replaces(), Types.BIGINT)
                .param("protection", protection == null ? null : protection.name(), Types.VARCHAR)
                .param("officer", officer, Types.VARCHAR)
                .param("agency", caller.agency(), Types.VARCHAR)
                .param("id", superseded.personId())
                .update();
    }

    /**
     * Keeps versions of many people that are superseded by one decision.
     *
     * @param after what each record says from now on, of what always held
     */
    void keepAll(
            List<PersonRecord> superseded,
            UnaryOperator<PersonRecord> after,
            Change change,
            OffsetDateTime now) {
        int count = superseded.size();
        UUID[] ids = new UUID[count];
        String[] states = new String[count];
        String[] changes = new String[count];
        String[] changed = new String[count];
        for (int i = 0; i < count; i++) {
            PersonRecord person = superseded.get(i);
            List<FieldChange> differences =
                    Timeline.changes(lines(person), lines(after.apply(person)), field -> null);
            ids[i] = person.personId();
            states[i] = json.writeValueAsString(person);
            changes[i] = json(differences, null);
            changed[i] =
                    differences.stream()
                            .filter(FieldChange::isDifference)
                            .map(FieldChange::field)
                            .collect(Collectors.joining(","));
        }
        Caller caller = callers.current();
        jdbc.sql(
                        """
                        insert into person_version (person_id, version, known_from, known_to,
                            superseded, changed, cause, evidence, recorded_by, changes, event_id,
                            approved_by, officer, agency)
                        select p.person_id, p.version, p.updated_at, greatest(:now, p.updated_at),
                            cast(k.superseded as jsonb), string_to_array(k.changed, ','), :cause,
                            :evidence, :by, cast(k.changes as jsonb), :event, :approved, :officer,
                            :agency
                        from unnest(:ids, :states, :changes, :changed)
                            k (person_id, superseded, changes, changed)
                        join person p using (person_id)
                        """)
                .param("now", now)
                .param("cause", change.cause())
                .param("evidence", change.evidence())
                .param("by", caller.subject())
                .param("event", change.eventId(), Types.OTHER)
                .param("approved", change.approvedBy(), Types.VARCHAR)
                .param("officer", change.proposedBy(), Types.VARCHAR)
                .param("agency", caller.agency(), Types.VARCHAR)
                .param("ids", ids)
                .param("states", states)
                .param("changes", changes)
                .param("changed", changed)
                .update();
    }

    /** Notes beside a change when it was taken back, or that it no longer is. */
    void markAnnulled(UUID personId, long madeVersion, boolean annulled, Instant now) {
        jdbc.sql(
                        """
                        update person_version set annulled_at = :at
                        where person_id = :id and version = :version - 1
                        """)
                .param(
                        "at",
                        annulled ? OffsetDateTime.ofInstant(now, ZoneOffset.UTC) : null,
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .param("id", personId)
                .param("version", madeVersion)
                .update();
    }
}
