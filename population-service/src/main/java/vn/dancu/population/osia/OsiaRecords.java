package vn.dancu.population.osia;

import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.PersonName;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.ProtectedPersonException;
import vn.dancu.population.record.WritingRights;
import vn.dancu.reference.CodeList;

/**
 * Reads and changes of records as OSIA asks for them: with the same audit records, the same rules
 * for who may write, and the same history as every other way.
 */
@Service
class OsiaRecords {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /** Who asks by a name alone gets so many; more is not looked at. */
    static final int MOST_FOUND = 200;

    /** What changes on the citizen's request, and may be taken away again. */
    static final Set<String> ON_REQUEST = Set.of("religion", "bloodGroup");

    private static final Pattern TRANSACTION = Pattern.compile("[A-Za-z0-9._:-]{1,60}");

    private final Persons persons;
    private final WritingRights rights;
    private final Disclosure disclosure;
    private final AuditRecords audit;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final CodeList religions = CodeList.religions();
    private final CodeList bloodGroups = CodeList.bloodGroups();

    OsiaRecords(
            Persons persons,
            WritingRights rights,
            Disclosure disclosure,
            AuditRecords audit,
            JdbcClient jdbc,
            Clock clock) {
        this.persons = persons;
        this.rights = rights;
        this.disclosure = disclosure;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A record and when it came in and changed last. */
    record Dated(PersonRecord person, OffsetDateTime created, OffsetDateTime updated) {}

    /** A record by the id of the person. */
    @Transactional(noRollbackFor = ProtectedPersonException.class)
    public Dated read(String personId) {
        PersonRecord person = disclosed(persons.find(id(personId)), "osia_person_read");
        return jdbc.sql("select registered_at, updated_at from person where person_id = :id")
                .param("id", person.personId())
                .query(
                        (row, n) ->
                                new Dated(
                                        person,
                                        row.getObject(1, OffsetDateTime.class),
                                        row.getObject(2, OffsetDateTime.class)))
                .single();
    }

    /** The id of somebody on record; nothing is disclosed by asking. */
    @Transactional(readOnly = true)
    public UUID known(String personId) {
        return persons.find(id(personId))
                .map(PersonRecord::personId)
                .orElseThrow(OsiaException::unknown);
    }

    /** A record by the number of the person. */
    @Transactional(noRollbackFor = ProtectedPersonException.class)
    public PersonRecord readByNumber(String uin) {
        return disclosed(persons.findByNumber(OsiaAttributes.uin(uin)), "osia_attributes_read");
    }

    private PersonRecord disclosed(Optional<PersonRecord> found, String action) {
        PersonRecord person = found.orElseThrow(OsiaException::unknown);
        boolean allowed = disclosure.mayRead(person);
        audit.record(
                action, Optional.of(person.personId()), allowed ? "answered" : "protected_person");
        if (!allowed) {
            throw new ProtectedPersonException();
        }
        return person;
    }

    /** A record that is compared with and not shown. */
    @Transactional
    public PersonRecord compared(String uin, String action) {
        PersonRecord person =
                persons.findByNumber(OsiaAttributes.uin(uin)).orElseThrow(OsiaException::unknown);
        audit.record(action, Optional.of(person.personId()), "answered");
        return disclosure.whereaboutsHidden(person);
    }

    /** People of whom all expressions hold, in the order of year of birth and id. */
    @Transactional
    public List<UUID> find(List<Expression> expressions, int offset, int limit) {
        if (offset < 0 || limit < 1 || offset + limit > MOST_FOUND) {
            throw OsiaException.badRequest(
                    "offset and limit reach to " + MOST_FOUND + " records; ask more narrowly");
        }
        List<UUID> found =
                candidates(expressions)
                        .filter(p -> !p.hasEnded() && disclosure.mayRead(p))
                        .filter(p -> expressions.stream().allMatch(e -> OsiaAttributes.holds(p, e)))
                        .map(PersonRecord::personId)
                        .skip(offset)
                        .limit(limit)
                        .toList();
        audit.recordAll("osia_person_search", found, "answered");
        if (found.isEmpty()) {
            audit.record("osia_person_search", Optional.empty(), "nobody_found");
        }
        return found;
    }

    /** One of number, old number and name is asked for by equality: the rest narrows it. */
    private Stream<PersonRecord> candidates(List<Expression> expressions) {
        Optional<String> uin = equal(expressions, "uin");
        if (uin.isPresent()) {
            return persons.findByNumber(OsiaAttributes.uin(uin.get())).stream();
        }
        Optional<String> oldNumber = equal(expressions, "oldNumber");
        if (oldNumber.isPresent()) {
            return persons
                    .findByOldNumber(
                            oldNumber.get(),
                            equal(expressions, "name")
                                    .map(name -> new PersonName(name).unaccentedKey())
                                    .orElse(null),
                            null,
                            MOST_FOUND)
                    .stream();
        }
        String name =
                equal(expressions, "name")
                        .orElseThrow(
                                () ->
                                        OsiaException.badRequest(
                                                "uin, oldNumber or name is asked for by ="));
        return jdbc
                .sql(
                        """
                        select * from person where name_key = :key
                        order by birth_year, person_id limit :limit
                        """)
                .param("key", new PersonName(name).unaccentedKey())
                .param("limit", 5 * MOST_FOUND)
                .query(persons.rows())
                .list()
                .stream();
    }

    private static Optional<String> equal(List<Expression> expressions, String attribute) {
        return expressions.stream()
                .filter(e -> e.attributeName().equals(attribute) && e.operator().equals("="))
                .map(e -> String.valueOf(e.value()))
                .findFirst();
    }

    /**
     * Changes the lines that one officer may change on the citizen's request. The transaction is
     * the evidence.
     *
     * @param changes by attribute; null takes a value away
     */
    @Transactional
    public void change(String personId, Map<String, JsonNode> changes, String transactionId) {
        if (!TRANSACTION.matcher(transactionId).matches()) {
            throw OsiaException.badRequest("transactionId: 1 to 60 of A-Z a-z 0-9 . _ : -");
        }
        UUID id = id(personId);
        if (persons.find(id).isEmpty()) {
            throw OsiaException.unknown();
        }
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        changes.forEach((name, value) -> values.put(name, checked(name, value)));
        PersonRecord person = persons.lock(id);
        rights.check(person);
        persons.change(
                person,
                Change.since(
                        LocalDate.ofInstant(clock.instant(), VIETNAM),
                        "citizen_request",
                        "osia transaction " + transactionId),
                draft -> {
                    if (values.containsKey("religion")) {
                        draft.religion = values.get("religion");
                    }
                    if (values.containsKey("bloodGroup")) {
                        draft.bloodGroup = values.get("bloodGroup");
                    }
                });
    }

    private @Nullable String checked(String name, JsonNode value) {
        CodeList codes =
                switch (name) {
                    case "religion" -> religions;
                    case "bloodGroup" -> bloodGroups;
                    default -> throw new IllegalStateException("not changed on request");
                };
        if (value.isNull()) {
            return null;
        }
        return Optional.of(value)
                .filter(JsonNode::isString)
                .flatMap(text -> codes.canonical(text.asString()))
                .orElseThrow(() -> OsiaException.badRequest(name + ": no such code"));
    }

    private static UUID id(String personId) {
        try {
            return UUID.fromString(personId);
        } catch (IllegalArgumentException e) {
            throw OsiaException.unknown();
        }
    }
}
