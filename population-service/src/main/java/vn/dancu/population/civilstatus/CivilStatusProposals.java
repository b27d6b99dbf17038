package vn.dancu.population.civilstatus;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.acts.Act;
import vn.dancu.population.acts.Acts;
import vn.dancu.population.acts.Evidence;
import vn.dancu.population.acts.Proposal;

/** Makes acts of what is reported; births and deaths come by two ways and are the same acts. */
@Component
class CivilStatusProposals {
    private static final Set<Evidence.Kind> BY_POLICE =
            EnumSet.of(Evidence.Kind.UPDATE_FORM, Evidence.Kind.VERIFICATION_RECORD);

    private final Acts acts;
    private final CivilStatusActs kind;
    private final Codes codes;

    CivilStatusProposals(Acts acts, CivilStatusActs kind, Codes codes) {
        this.acts = acts;
        this.kind = kind;
        this.codes = codes;
    }

    Act birth(BirthRegistration registration, String where) {
        return propose(
                null,
                Birth.of(registration),
                evidence(registration.entry()),
                registration.entry(),
                registration,
                where);
    }

    Act death(DeathRegistration registration, String where) {
        List<Violation> violations = new ArrayList<>();
        codes.officeEver(registration.entry().office(), "/entry/office", violations);
        if (!violations.isEmpty()) {
            throw ProblemException.refused(
                    violations.getFirst().code(),
                    violations.getFirst().detail(),
                    violations.getFirst().pointer());
        }
        return propose(
                registration.personId(),
                new Death(registration.date()),
                evidence(registration.entry()),
                registration.entry(),
                registration,
                where);
    }

    /**
     * @throws ProblemException 422 {@code invalid_fields} and what the kind refuses
     */
    Act event(CivilStatusRequest request) {
        check(request);
        CivilStatusEntry entry = request.entry();
        CivilStatusEvent event = request.event();
        if (entry != null && event instanceof Birth birth) {
            return birth(
                    new BirthRegistration(
                            entry,
                            birth.child(),
                            birth.mother(),
                            birth.father(),
                            birth.representative()),
                    "/event");
        }
        if (entry != null && event instanceof Death death && request.evidence() == null) {
            return death(
                    new DeathRegistration(
                            entry, Objects.requireNonNull(request.personId()), death.date()),
                    "/event");
        }
        return propose(
                request.personId(),
                event,
                request.evidence() == null
                        ? evidence(Objects.requireNonNull(entry))
                        : request.evidence(),
                entry,
                request,
                "/event");
    }

    /**
     * A correction that a citizen asks for, by a paper that an officer can look at.
     *
     * @throws ProblemException 422 {@code invalid_fields} and what a correction is refused for
     */
    Act forCitizen(UUID requestId, UUID personId, Correction correction, Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        checkEvidence(evidence, violations);
        if (BY_POLICE.contains(evidence.kind())) {
            violations.add(
                    new Violation(
                            "invalid_field",
                            "/evidence/kind",
                            "The police write such a paper themselves."));
        }
        correction.validate(codes, "/correction", violations);
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        return acts.proposeForCitizen(
                new Proposal<>(
                        kind,
                        personId,
                        correction,
                        evidence,
                        Act.entryOfCitizen(requestId),
                        List.of(personId, correction, evidence),
                        "/correction"));
    }

    private void check(CivilStatusRequest request) {
        List<Violation> violations = new ArrayList<>();
        CivilStatusEvent event = request.event();
        Evidence evidence = request.evidence();
        CivilStatusEntry entry = request.entry();
        if ((request.personId() == null) != (event instanceof Birth)) {
            violations.add(
                    new Violation(
                            event instanceof Birth ? "invalid_field" : "missing_field",
                            "/personId",
                            "A birth makes the person; other events are about one on record."));
        }
        boolean byCourt = evidence != null && evidence.kind() == Evidence.Kind.COURT_DECISION;
        if (entry == null && event.kind().isEntered() && !byCourt) {
            violations.add(
                    new Violation(
                            "missing_field", "/entry", "It stands in the books: name the entry."));
        } else if (entry == null && evidence == null) {
            violations.add(new Violation("missing_field", "/evidence", "What proves it is named."));
        }
        if (entry != null) {
            codes.officeEver(entry.office(), "/entry/office", violations);
        }
        if (evidence != null) {
            checkEvidence(evidence, violations);
        }
        event.validate(codes, "/event", violations);
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    void checkEvidence(Evidence evidence, List<Violation> violations) {
        if (evidence.issuedOn() != null && evidence.issuedOn().isAfter(codes.today())) {
            violations.add(
                    new Violation(
                            "date_in_future", "/evidence/issuedOn", "The date is after today."));
        }
    }

    private Act propose(
            @Nullable UUID personId,
            CivilStatusEvent event,
            Evidence evidence,
            @Nullable CivilStatusEntry entry,
            Object content,
            String where) {
        return acts.propose(
                new Proposal<>(
                        kind,
                        personId,
                        event,
                        evidence,
                        entry == null ? null : event.kind() + "|" + entry.key(),
                        content,
                        where));
    }

    /** The entry itself is what proves it. */
    private static Evidence evidence(CivilStatusEntry entry) {
        return new Evidence(
                Evidence.Kind.CIVIL_STATUS_ENTRY,
                entry.book() + " " + entry.number(),
                entry.office(),
                null);
    }
}
