package vn.dancu.population.civilstatus;

import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.PartialDate;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Callers;
import vn.dancu.population.numbering.NumberRequests;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Places;
import vn.dancu.population.referencedata.ReferenceData;
import vn.dancu.population.referencedata.ReferenceList;

/** Registers births: the record is made first, its number follows, and neither is made twice. */
@Service
public class Births {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int NEVER_MARRIED = 1;

    private final JdbcClient jdbc;
    private final Persons persons;
    private final NumberRequests numbers;
    private final Outbox outbox;
    private final Places places;
    private final EntryDigest digests;
    private final IdempotencyKeys keys;
    private final AuditRecords audit;
    private final Callers callers;
    private final Clock clock;
    private final ReferenceData reference;

    Births(
            JdbcClient jdbc,
            Persons persons,
            NumberRequests numbers,
            Outbox outbox,
            Places places,
            ReferenceData reference,
            EntryDigest digests,
            IdempotencyKeys keys,
            AuditRecords audit,
            Callers callers,
            Clock clock) {
        this.jdbc = jdbc;
        this.persons = persons;
        this.numbers = numbers;
        this.outbox = outbox;
        this.places = places;
        this.reference = reference;
        this.digests = digests;
        this.keys = keys;
        this.audit = audit;
        this.callers = callers;
        this.clock = clock;
    }

    record PersonRegistered(UUID personId) {}

    /**
     * Registers a birth, or finds the one that this civil-status entry already stands for.
     *
     * @return the ids of the birth and of the child
     * @throws ProblemException 422 {@code invalid_fields}; 409 {@code birth_entry_differs} if the
     *     entry came before with other content
     */
    @Transactional
    public Registered register(BirthRegistration registration) {
        check(registration);
        UUID birthId =
                UUID.fromString(
                        keys.once(
                                "birth",
                                registration,
                                () -> registerEntry(registration).toString()));
        return find(birthId)
                .map(birth -> new Registered(birthId, birth.personId()))
                .orElseThrow(Births::notFound);
    }

    /** What a registration stands for, new or known before. */
    record Registered(UUID birthId, UUID personId) {}

    private UUID registerEntry(BirthRegistration registration) {
        UUID birthId = UUID.randomUUID();
        String key = registration.entry().key();
        byte[] digest = digests.of(registration);
        // The key row decides: a concurrent report of the same entry waits here for our commit.
        boolean first =
                jdbc.sql(
                                        """
                                        insert into birth_by_entry (entry_key, birth_id)
                                        values (:key, :birth) on conflict do nothing
                                        """)
                                .param("key", key)
                                .param("birth", birthId)
                                .update()
                        == 1;
        if (!first) {
            return sameBirth(key, digest);
        }
        PersonRecord person = newborn(registration);
        persons.insert(person, Change.always("birth_registered", registration.entry().evidence()));
        jdbc.sql(
                        """
                        insert into birth (birth_id, person_id, entry_office, entry_book,
                            entry_number, entry_digest, reported_by, reported_at)
                        values (:birth, :person, :office, :book, :number, :digest, :by, :at)
                        """)
                .param("birth", birthId)
                .param("person", person.personId())
                .param("office", registration.entry().office())
                .param("book", registration.entry().book())
                .param("number", registration.entry().number())
                .param("digest", digest)
                .param("by", callers.current().clientId())
                .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
        outbox.append(
                Persons.event(
                        "population.person-registered.v1",
                        person,
                        new PersonRegistered(person.personId())));
        if (person.numberReason() == null) {
            numbers.ask(person);
        }
        return birthId;
    }

    private record Known(UUID birthId, boolean sameContent) {}

    private UUID sameBirth(String key, byte[] digest) {
        Known known =
                jdbc.sql(
                                """
                                select b.birth_id, b.entry_digest = :digest as same_content
                                from birth_by_entry e join birth b using (birth_id)
                                where e.entry_key = :key
                                """)
                        .param("key", key)
                        .param("digest", digest)
                        .query(Known.class)
                        .single();
        if (!known.sameContent()) {
            throw ProblemException.conflict(
                    "birth_entry_differs",
                    "This civil-status entry was registered before with other content.");
        }
        return known.birthId();
    }

    private PersonRecord newborn(BirthRegistration registration) {
        BirthRegistration.Child child = registration.child();
        Optional<String> obstacle =
                NumberRequests.obstacle(child.sex(), child.dateOfBirth().year());
        return PersonRecord.first(
                        UUID.randomUUID(),
                        child.name(),
                        child.dateOfBirth(),
                        child.sex(),
                        child.birthRegistrationPlace(),
                        child.origin(),
                        Objects.requireNonNullElse(ethnicity(child), child.ethnicity()),
                        child.nationality())
                .with(
                        d -> {
                            d.numberReason = obstacle.orElse(null);
                            d.birthOrder = child.birthOrder();
                            d.maritalStatus = NEVER_MARRIED;
                            d.father = registration.father();
                            d.mother = registration.mother();
                            d.representative = registration.representative();
                        });
    }

    /** In its canonical form, if the list of today knows it. */
    private @Nullable String ethnicity(BirthRegistration.Child child) {
        return reference
                .current()
                .list(ReferenceList.ETHNIC_GROUPS)
                .canonical(child.ethnicity(), LocalDate.ofInstant(clock.instant(), VIETNAM));
    }

    private void check(BirthRegistration registration) {
        List<Violation> violations = new ArrayList<>();
        BirthRegistration.Child child = registration.child();
        PartialDate born = child.dateOfBirth();
        LocalDate today = LocalDate.ofInstant(clock.instant(), VIETNAM);
        if (born.exact().isEmpty()) {
            violations.add(
                    new Violation(
                            "date_incomplete",
                            "/child/dateOfBirth",
                            "A registered birth has a full date."));
        } else if (born.latest().isAfter(today)) {
            violations.add(
                    new Violation(
                            "date_in_future",
                            "/child/dateOfBirth",
                            "The date of birth is after today."));
        }
        places.checkSince(
                child.birthRegistrationPlace(),
                born.earliest(),
                "/child/birthRegistrationPlace",
                violations);
        places.checkEver(child.origin(), "/child/origin", violations);
        if (ethnicity(child) == null) {
            violations.add(
                    new Violation(
                            "unknown_ethnicity", "/child/ethnicity", "No such ethnic group."));
        }
        if (!reference
                .current()
                .list(ReferenceList.NATIONALITIES)
                .contains(child.nationality(), today)) {
            violations.add(
                    new Violation(
                            "unknown_nationality", "/child/nationality", "No such nationality."));
        }
        if (!places.existedSince(registration.entry().office(), born.earliest())) {
            violations.add(
                    new Violation("unknown_unit", "/entry/office", "No such administrative unit."));
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    /** What the answer to a birth says; the read is recorded with it. */
    @Transactional
    public BirthAnswer answer(UUID birthId) {
        BirthAnswer answer = find(birthId).orElseThrow(Births::notFound);
        audit.record("birth_read", Optional.of(answer.personId()), answer.status().name());
        return answer;
    }

    /** The answer once the number is there or cannot come; nothing is disclosed by asking. */
    @Transactional(readOnly = true)
    public Optional<UUID> settled(UUID birthId) {
        return find(birthId)
                .filter(answer -> answer.status() != BirthAnswer.Status.AWAITING_NUMBER)
                .map(BirthAnswer::birthId);
    }

    private Optional<BirthAnswer> find(UUID birthId) {
        return jdbc.sql(
                        """
                        select b.birth_id, b.person_id, p.number, p.number_reason
                        from birth b join person p using (person_id) where b.birth_id = :birth
                        """)
                .param("birth", birthId)
                .query(
                        (row, n) ->
                                BirthAnswer.of(
                                        row.getObject("birth_id", UUID.class),
                                        row.getObject("person_id", UUID.class),
                                        row.getString("number"),
                                        row.getString("number_reason")))
                .optional();
    }

    private static ProblemException notFound() {
        return ProblemException.notFound("birth_not_found", "No such birth was reported.");
    }
}
