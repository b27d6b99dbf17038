package vn.dancu.sharing.corrections;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.WorkingDays;
import vn.dancu.sharing.citizens.Subjects;
import vn.dancu.sharing.corrections.Corrections.Correction;
import vn.dancu.sharing.corrections.Corrections.State;
import vn.dancu.sharing.model.PersonField;

/** A citizen says that something on record is wrong; an officer decides and replies. */
@RestController
class CorrectionController {
    private final Corrections corrections;
    private final CorrectionLimits limits;
    private final WorkingDays workingDays;
    private final Subjects subjects;
    private final Forwarding forwarding;
    private final IdempotencyKeys keys;
    private final AuditRecords audit;
    private final TransactionTemplate transaction;
    private final Callers callers;
    private final Clock clock;

    CorrectionController(
            Corrections corrections,
            CorrectionLimits limits,
            WorkingDays workingDays,
            Subjects subjects,
            Forwarding forwarding,
            IdempotencyKeys keys,
            AuditRecords audit,
            TransactionTemplate transaction,
            Callers callers,
            Clock clock) {
        this.corrections = corrections;
        this.limits = limits;
        this.workingDays = workingDays;
        this.subjects = subjects;
        this.forwarding = forwarding;
        this.keys = keys;
        this.audit = audit;
        this.transaction = transaction;
        this.callers = callers;
        this.clock = clock;
    }

    /**
     * @param lines which lines of the record are wrong
     * @param statement what is right, and which paper says so
     * @param correction what is right in the form of a correction of population-service, which
     *     proposes it there at once; none: an officer reads the statement
     * @param evidence the paper that says so, with {@code correction}
     */
    record CorrectionBody(
            @NotEmpty @Size(max = 40) List<@NotNull PersonField> lines,
            @NotBlank @Size(max = 500) String statement,
            @Nullable ObjectNode correction,
            @Nullable ObjectNode evidence) {
        @Override
        public String toString() {
            return "CorrectionBody[hidden]";
        }
    }

    /**
     * @param reference where it is accepted: the act in population-service
     * @param reply where it is refused: why
     */
    record DecisionBody(
            @NotNull State decision,
            @Nullable @Size(min = 1, max = 100) String reference,
            @Nullable @Size(min = 1, max = 500) String reply) {}

    record CorrectionPage(List<Correction> corrections, @Nullable UUID next) {}

    @PostMapping({"/sharing/v1/me/corrections", "/sharing/v1/me/wards/{ward}/corrections"})
    ResponseEntity<Correction> ask(
            @PathVariable(required = false) @Nullable UUID ward,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @Valid @RequestBody CorrectionBody body) {
        UUID person = subjects.of(ward);
        if ((body.correction() == null) != (body.evidence() == null)) {
            throw missing(
                    body.correction() == null ? "/correction" : "/evidence",
                    "What is right and the paper that says so come together.");
        }
        String id =
                Objects.requireNonNull(
                        transaction.execute(
                                status ->
                                        keys.once(
                                                "sharing.correction.ask." + person,
                                                body,
                                                () -> asked(person, key, body).toString())));
        return ResponseEntity.created(URI.create("/sharing/v1/me/corrections/" + id))
                .body(find(UUID.fromString(id)));
    }

    private UUID asked(UUID person, @Nullable String key, CorrectionBody body) {
        if (corrections.open(person) >= limits.openPerPerson()) {
            throw ProblemException.conflict(
                    "too_many_open", "Other requests of this citizen wait for an officer.");
        }
        ObjectNode correction = body.correction();
        ObjectNode evidence = body.evidence();
        UUID act =
                correction == null || evidence == null
                        ? null
                        : forwarding.propose(
                                person, callers.current().clientId(), key, correction, evidence);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        audit.record("correction_asked", Optional.of(person), "recorded");
        return corrections.ask(
                person,
                subjects.self(),
                body.lines().stream().map(PersonField::wire).distinct().toList(),
                body.statement(),
                now,
                workingDays.after(now, limits.replyWorkingDays()),
                callers.current().clientId(),
                act);
    }

    @GetMapping({"/sharing/v1/me/corrections", "/sharing/v1/me/wards/{ward}/corrections"})
    CorrectionPage own(
            @PathVariable(required = false) @Nullable UUID ward,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        UUID person = subjects.of(ward);
        forwarding.refresh(person);
        return page(
                Objects.requireNonNull(
                        transaction.execute(
                                status -> {
                                    audit.record(
                                            "corrections_read", Optional.of(person), "answered");
                                    return corrections.ofPerson(person, after, limit + 1);
                                })),
                limit);
    }

    @PostMapping({
        "/sharing/v1/me/corrections/{id}/withdrawal",
        "/sharing/v1/me/wards/{ward}/corrections/{id}/withdrawal"
    })
    Correction withdraw(
            @PathVariable(required = false) @Nullable UUID ward, @PathVariable UUID id) {
        UUID person = subjects.of(ward);
        Correction correction = find(id);
        if (!correction.personId().equals(person)) {
            throw notFound();
        }
        if (correction.forwarded() && correction.state() == State.OPEN) {
            forwarding.withdraw(correction);
        }
        decide(correction, person, State.WITHDRAWN, correction.reference(), null);
        return find(id);
    }

    /** Those that wait here for an officer, with what the citizens say: each look is recorded. */
    @GetMapping("/sharing/v1/corrections")
    CorrectionPage waiting(
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        return page(
                Objects.requireNonNull(
                        transaction.execute(
                                status -> {
                                    var rows = corrections.waiting(after, limit + 1);
                                    audit.recordAll(
                                            "correction_read",
                                            rows.stream()
                                                    .limit(limit)
                                                    .map(Correction::personId)
                                                    .toList(),
                                            "answered");
                                    return rows;
                                })),
                limit);
    }

    @PostMapping("/sharing/v1/corrections/{id}/decision")
    Correction decide(@PathVariable UUID id, @Valid @RequestBody DecisionBody body) {
        Correction correction = find(id);
        switch (body.decision()) {
            case ACCEPTED -> require(body.reference(), "/reference");
            case REFUSED -> require(body.reply(), "/reply");
            case OPEN, WITHDRAWN ->
                    throw ProblemException.refused(
                            "decision_unknown", "accepted or refused", "/decision");
        }
        if (correction.forwarded()) {
            throw ProblemException.conflict(
                    "forwarded", "Officers decide on it in population-service, by its act.");
        }
        UUID self = callers.current().person();
        if (correction.personId().equals(self)) {
            throw ProblemException.forbidden("own_record", "Nobody decides about themselves.");
        }
        decide(correction, null, body.decision(), body.reference(), body.reply());
        return find(id);
    }

    private static void require(@Nullable String text, String pointer) {
        if (text == null || text.isBlank()) {
            throw missing(pointer, "It belongs to the decision.");
        }
    }

    private static ProblemException missing(String pointer, String detail) {
        return ProblemException.invalid(List.of(new Violation("missing_field", pointer, detail)));
    }

    private void decide(
            Correction correction,
            @Nullable UUID person,
            State state,
            @Nullable String reference,
            @Nullable String reply) {
        Caller caller = callers.current();
        String officer = caller.officer();
        transaction.executeWithoutResult(
                status -> {
                    if (!corrections.decide(
                            correction.id(),
                            person,
                            state,
                            officer == null ? caller.subject() : officer,
                            clock.instant(),
                            reference,
                            reply)) {
                        throw ProblemException.conflict(
                                "illegal_transition", "The request is decided already.");
                    }
                    audit.record(
                            "correction_" + state.wire(),
                            Optional.of(correction.personId()),
                            "recorded");
                });
    }

    private Correction find(UUID id) {
        return corrections.find(id).orElseThrow(CorrectionController::notFound);
    }

    private static ProblemException notFound() {
        return ProblemException.notFound("correction_not_found", "No such request.");
    }

    private static CorrectionPage page(List<Correction> rows, int limit) {
        boolean more = rows.size() > limit;
        List<Correction> shown = more ? rows.subList(0, limit) : rows;
        return new CorrectionPage(shown, more ? shown.getLast().id() : null);
    }
}
