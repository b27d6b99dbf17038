package vn.dancu.population.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.FieldChange;
import vn.dancu.population.record.InformationLine;
import vn.dancu.population.record.InformationLines;
import vn.dancu.population.record.PersonNotFoundException;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.ProtectedPersonException;
import vn.dancu.population.record.Timeline;
import vn.dancu.population.record.Versions;

/** Reads people at any time, and how they came to be what they are. Each read leaves a record. */
@Service
class Histories {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Persons persons;
    private final Versions versions;
    private final InformationLines lines;
    private final Disclosure disclosure;
    private final AuditRecords audit;
    private final TransactionTemplate transactions;

    Histories(
            JdbcClient jdbc,
            JsonMapper json,
            Persons persons,
            Versions versions,
            InformationLines lines,
            Disclosure disclosure,
            AuditRecords audit,
            TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.json = json;
        this.persons = persons;
        this.versions = versions;
        this.lines = lines;
        this.disclosure = disclosure;
        this.audit = audit;
        this.transactions = transactions;
    }

    private interface Answer<T> {
        T of(PersonRecord person);
    }

    /** What was answered, or why nothing was. */
    private record Outcome<T>(@Nullable T answer, @Nullable ProblemException refusal) {}

    /**
     * Answers if the caller may read the person. A refused attempt is recorded all the same: the
     * record is committed before the refusal is told.
     */
    private <T> T read(UUID personId, String action, Answer<T> answer) {
        Outcome<T> outcome =
                transactions.execute(
                        status -> {
                            PersonRecord person =
                                    persons.find(personId)
                                            .orElseThrow(PersonNotFoundException::new);
                            Outcome<T> found = answer(person, answer);
                            ProblemException refusal = found.refusal();
                            audit.record(
                                    action,
                                    Optional.of(personId),
                                    refusal == null ? "answered" : refusal.code());
                            return found;
                        });
        ProblemException refusal = outcome.refusal();
        if (refusal != null) {
            throw refusal;
        }
        return Objects.requireNonNull(outcome.answer());
    }

    private <T> Outcome<T> answer(PersonRecord person, Answer<T> answer) {
        if (!disclosure.mayRead(person)) {
            return new Outcome<>(null, new ProtectedPersonException());
        }
        try {
            return new Outcome<>(answer.of(person), null);
        } catch (ProblemException e) {
            return new Outcome<>(null, e);
        }
    }

    /** The current record, in one query. */
    PersonRecord current(UUID personId) {
        return read(personId, "person_read", lines::shown);
    }

    /**
     * @throws ProblemException 404 {@code person_not_known_then}, {@code person_not_born_then}
     */
    PersonRecord at(UUID personId, Moment moment) {
        return read(personId, "person_read_in_time", person -> lines.shown(at(person, moment)));
    }

    private PersonRecord at(PersonRecord person, Moment moment) {
        if (moment.knownAt().isBefore(registration(person).knownAt())) {
            throw ProblemException.notFound(
                    "person_not_known_then", "The person was not on record then.");
        }
        Timeline timeline = versions.timeline(person);
        Map<String, JsonNode> state =
                timeline.at(moment.validAt(), moment.knownAt(), disclosure.view());
        PersonRecord then = versions.record(person.personId(), 1, state);
        if (moment.validAt().isBefore(then.dateOfBirth().earliest())) {
            throw ProblemException.notFound(
                    "person_not_born_then", "The person was not born then.");
        }
        long version =
                1
                        + timeline.facts().stream()
                                .filter(fact -> !fact.known().isAfter(moment.knownAt()))
                                .count();
        return then.ofVersion(version);
    }

    /**
     * A change, or the registration as the first of all.
     *
     * @param version the version that it made
     * @param officer who recorded it; a system where no officer did
     * @param agency of the caller by whom it came into force: the second officer's, where there is
     *     one
     * @param approvedBy the second officer
     * @param annuls the version whose change it takes back
     * @param annulledAt when it was taken back itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            long version,
            String cause,
            String evidence,
            Instant knownAt,
            @Nullable LocalDate validFrom,
            @Nullable String officer,
            @Nullable String agency,
            @Nullable String approvedBy,
            @Nullable UUID eventId,
            @Nullable Long annuls,
            @Nullable Instant annulledAt,
            @Nullable String protection,
            List<Line> changes) {
        Entry with(List<Line> visible) {
            return new Entry(
                    version,
                    cause,
                    evidence,
                    knownAt,
                    validFrom,
                    officer,
                    agency,
                    approvedBy,
                    eventId,
                    annuls,
                    annulledAt,
                    protection,
                    visible);
        }
    }

    /**
     * @param validFrom since when the new value held; absent for always
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            String field,
            @JsonProperty("old") @Nullable JsonNode before,
            @JsonProperty("new") @Nullable JsonNode after,
            @Nullable LocalDate validFrom) {
        static Line of(FieldChange change) {
            return new Line(change.field(), change.before(), change.after(), change.validFrom());
        }
    }

    /** A page of changes, the newest first. {@code next} is missing on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Entry> items, @Nullable String next) {}

    /**
     * @param before entries of lower versions than this
     */
    Page history(UUID personId, long before, int limit) {
        return read(personId, "person_history_read", person -> page(person, before, limit));
    }

    private Page page(PersonRecord person, long before, int limit) {
        Timeline timeline = versions.timeline(person);
        List<Entry> rows =
                jdbc.sql(
                                """
                                select version + 1 as made, cause, evidence, known_to, valid_from,
                                    coalesce(officer, recorded_by) as officer, agency, approved_by,
                                    event_id, coalesce(annuls, replaces) as annuls,
                                    annulled_at, protection
                                from person_version
                                where person_id = :id and version + 1 < :before
                                order by version desc limit :limit
                                """)
                        .param("id", person.personId())
                        .param("before", before)
                        .param("limit", limit + 1)
                        .query((row, n) -> entry(row))
                        .list();
        List<Entry> items = new ArrayList<>();
        for (Entry row : rows.subList(0, Math.min(limit, rows.size()))) {
            visible(timeline, row).ifPresent(items::add);
        }
        if (rows.size() > limit) {
            return new Page(items, Long.toString(rows.get(limit - 1).version()));
        }
        if (rows.size() == limit) {
            return new Page(items, Long.toString(Registration.VERSION + 1));
        }
        if (before > Registration.VERSION) {
            items.add(registration(person).entry());
        }
        return new Page(items, null);
    }

    private Optional<Entry> visible(Timeline timeline, Entry row) {
        Timeline.Fact fact = timeline.fact(row.version()).orElseThrow();
        List<Line> changes =
                timeline.visible(fact, disclosure.view()).stream()
                        .filter(change -> lines.shows(change.field()))
                        .map(Line::of)
                        .toList();
        // An annulment that changed nothing is still told; one that hides something is not.
        boolean hidden = changes.isEmpty() && !fact.changes().isEmpty();
        boolean secret = fact.protection() != null && !disclosure.isFull();
        return hidden || secret ? Optional.empty() : Optional.of(row.with(changes));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        OffsetDateTime annulledAt = row.getObject("annulled_at", OffsetDateTime.class);
        return new Entry(
                row.getLong("made"),
                row.getString("cause"),
                row.getString("evidence"),
                row.getObject("known_to", OffsetDateTime.class).toInstant(),
                row.getObject("valid_from", LocalDate.class),
                row.getString("officer"),
                row.getString("agency"),
                row.getString("approved_by"),
                row.getObject("event_id", UUID.class),
                row.getObject("annuls", Long.class),
                annulledAt == null ? null : annulledAt.toInstant(),
                row.getString("protection"),
                List.of());
    }

    private Registration registration(PersonRecord person) {
        return jdbc.sql("select registration, registered_at from person where person_id = :id")
                .param("id", person.personId())
                .query(
                        (row, n) ->
                                Registration.of(
                                        person.personId(),
                                        row.getObject("registered_at", OffsetDateTime.class)
                                                .toInstant(),
                                        row.getString("registration"),
                                        json))
                .single();
    }

    /**
     * Where the current value of a line comes from.
     *
     * @param version the version that brought it; 1 is the registration
     * @param validFrom since when it holds; absent for always
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Source(
            String field,
            long version,
            String cause,
            String evidence,
            Instant knownAt,
            @Nullable LocalDate validFrom) {}

    /** The sources of all lines that have a value. */
    record Sources(List<Source> items) {}

    Sources sources(UUID personId) {
        return read(personId, "person_sources_read", this::sources);
    }

    private Sources sources(PersonRecord person) {
        Timeline timeline = versions.timeline(person);
        Map<String, JsonNode> now = timeline.now();
        Map<String, Timeline.Source> changed = new HashMap<>();
        for (InformationLine line : lines.lines()) {
            timeline.sourceOf(line.member()).ifPresent(s -> changed.put(line.member(), s));
        }
        Map<Long, Entry> entries =
                entries(
                        person.personId(),
                        changed.values().stream().map(Timeline.Source::version).toList());
        Entry first = registration(person).entry();
        List<Source> sources = new ArrayList<>();
        for (InformationLine line : lines.lines()) {
            if (!now.containsKey(line.member())) {
                continue;
            }
            Timeline.Source source = changed.get(line.member());
            Entry entry = source == null ? first : entries.get(source.version());
            if (entry != null && (entry.protection() == null || disclosure.isFull())) {
                sources.add(
                        new Source(
                                line.member(),
                                entry.version(),
                                entry.cause(),
                                entry.evidence(),
                                entry.knownAt(),
                                source == null ? null : source.validFrom()));
            }
        }
        return new Sources(sources);
    }

    private Map<Long, Entry> entries(UUID personId, Collection<Long> made) {
        Map<Long, Entry> entries = new HashMap<>();
        jdbc.sql(
                        """
                        select version + 1 as made, cause, evidence, known_to, valid_from,
                            coalesce(officer, recorded_by) as officer, agency, approved_by,
                            event_id, coalesce(annuls, replaces) as annuls,
                                    annulled_at, protection
                        from person_version
                        where person_id = :id and version = any (:versions)
                        """)
                .param("id", personId)
                .param("versions", made.stream().map(v -> v - 1).distinct().toArray(Long[]::new))
                .query((row, n) -> entry(row))
                .list()
                .forEach(entry -> entries.put(entry.version(), entry));
        return entries;
    }
}
