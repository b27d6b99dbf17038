package vn.dancu.population.civilstatus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.acts.Act;
import vn.dancu.population.acts.Acts;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;

/** Births as the ministry's system reports them: the record first, its number follows. */
@Service
public class Births {
    private final Persons persons;
    private final Acts acts;
    private final CivilStatusProposals proposals;
    private final Codes codes;
    private final IdempotencyKeys keys;
    private final AuditRecords audit;

    Births(
            Persons persons,
            Acts acts,
            CivilStatusProposals proposals,
            Codes codes,
            IdempotencyKeys keys,
            AuditRecords audit) {
        this.persons = persons;
        this.acts = acts;
        this.proposals = proposals;
        this.codes = codes;
        this.keys = keys;
        this.audit = audit;
    }

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
                                () -> proposals.birth(registration, "").actId().toString()));
        return new Registered(birthId, act(birthId).personId());
    }

    /** What a registration stands for, new or known before. */
    record Registered(UUID birthId, UUID personId) {}

    private void check(BirthRegistration registration) {
        List<Violation> violations = new ArrayList<>();
        Birth.of(registration).validate(codes, "", violations);
        codes.office(
                registration.entry().office(),
                registration.child().dateOfBirth().earliest(),
                "/entry/office",
                violations);
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    /** What the answer to a birth says; the read is recorded with it. */
    @Transactional
    public BirthAnswer answer(UUID birthId) {
        BirthAnswer answer = find(birthId);
        audit.record("birth_read", Optional.of(answer.personId()), answer.status().name());
        return answer;
    }

    /** The answer once the number is there or cannot come; nothing is disclosed by asking. */
    @Transactional(readOnly = true)
    public Optional<UUID> settled(UUID personId) {
        return persons.find(personId)
                .filter(person -> !BirthAnswer.awaitsNumber(person))
                .map(PersonRecord::personId);
    }

    private BirthAnswer find(UUID birthId) {
        Act birth = act(birthId);
        PersonRecord person =
                persons.find(birth.personId()).map(persons::survivor).orElseThrow(Births::notFound);
        return BirthAnswer.of(birthId, person);
    }

    private Act act(UUID birthId) {
        return acts.find(birthId)
                .filter(act -> act.kind().equals(EventKind.BIRTH.name()))
                .orElseThrow(Births::notFound);
    }

    private static ProblemException notFound() {
        return ProblemException.notFound("birth_not_found", "No such birth was reported.");
    }
}
