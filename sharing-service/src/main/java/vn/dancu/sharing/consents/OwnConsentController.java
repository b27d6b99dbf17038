package vn.dancu.sharing.consents;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.citizens.Subjects;
import vn.dancu.sharing.proofs.ServiceSignature;

/** A citizen sees who asks for consent, decides, and takes a consent back at any time. */
@RestController
@RequestMapping({"/sharing/v1/me/consents", "/sharing/v1/me/wards/{ward}/consents"})
class OwnConsentController {
    private static final String RECEIPT = "dancu-consent-receipt+jws";

    private final ConsentBook book;
    private final ConsentLimits limits;
    private final Subjects subjects;
    private final ServiceSignature signature;
    private final JsonMapper json;
    private final AuditRecords audit;
    private final TransactionTemplate transaction;
    private final Callers callers;
    private final Clock clock;

    OwnConsentController(
            ConsentBook book,
            ConsentLimits limits,
            Subjects subjects,
            ServiceSignature signature,
            JsonMapper json,
            AuditRecords audit,
            TransactionTemplate transaction,
            Callers callers,
            Clock clock) {
        this.book = book;
        this.limits = limits;
        this.subjects = subjects;
        this.signature = signature;
        this.json = json;
        this.audit = audit;
        this.transaction = transaction;
        this.callers = callers;
        this.clock = clock;
    }

    record AgencyView(String code, String name) {}

    /** As the citizen sees it. */
    record OwnConsent(
            UUID id,
            AgencyView agency,
            Consent.State state,
            String procedure,
            String purpose,
            List<String> fields,
            String explanation,
            Instant askedAt,
            Instant validUntil,
            Instant lapsesAt,
            @Nullable Instant decidedAt,
            @Nullable Instant withdrawnAt,
            @Nullable Instant withdrawalDue,
            @Nullable String receipt) {
        static OwnConsent of(Consent consent) {
            return new OwnConsent(
                    consent.id(),
                    new AgencyView(consent.agency(), consent.agencyName()),
                    consent.state(),
                    consent.procedure(),
                    consent.purpose(),
                    consent.fields(),
                    consent.explanation(),
                    consent.askedAt(),
                    consent.validUntil(),
                    consent.lapsesAt(),
                    consent.decidedAt().orElse(null),
                    consent.withdrawnAt().orElse(null),
                    consent.withdrawalDue().orElse(null),
                    consent.receipt().orElse(null));
        }
    }

    record OwnConsents(List<OwnConsent> consents, @Nullable UUID next) {}

    /** What the receipt says; no personal data beyond the id of the record. */
    record Receipt(
            UUID consentId,
            UUID personId,
            UUID givenBy,
            String agency,
            String procedure,
            String purpose,
            List<String> fields,
            String explanation,
            Instant givenAt,
            Instant validUntil) {}

    /** Newest first. */
    @GetMapping
    OwnConsents page(
            @PathVariable(required = false) @Nullable UUID ward,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        UUID person = subjects.of(ward);
        List<Consent> rows =
                Objects.requireNonNull(
                        transaction.execute(
                                status -> {
                                    audit.record("consents_read", Optional.of(person), "answered");
                                    return book.page(person, after, limit + 1);
                                }));
        boolean more = rows.size() > limit;
        List<OwnConsent> shown = rows.stream().limit(limit).map(OwnConsent::of).toList();
        return new OwnConsents(shown, more ? shown.getLast().id() : null);
    }

    @PostMapping("/{id}/grant")
    OwnConsent give(@PathVariable(required = false) @Nullable UUID ward, @PathVariable UUID id) {
        return decide(ward, id, Consent.State.GIVEN);
    }

    @PostMapping("/{id}/refusal")
    OwnConsent refuse(@PathVariable(required = false) @Nullable UUID ward, @PathVariable UUID id) {
        return decide(ward, id, Consent.State.REFUSED);
    }

    /** At once: the next question of the agency is refused, and one under way is not answered. */
    @PostMapping("/{id}/withdrawal")
    OwnConsent withdraw(
            @PathVariable(required = false) @Nullable UUID ward, @PathVariable UUID id) {
        return decide(ward, id, Consent.State.WITHDRAWN);
    }

    private OwnConsent decide(@Nullable UUID ward, UUID id, Consent.State next) {
        UUID person = subjects.of(ward);
        transaction.executeWithoutResult(
                status -> {
                    Consent before = find(id, person);
                    if (before.state() == next) {
                        return; // the same decision once more
                    }
                    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
                    if (before.lapsed(now) || !before.state().mayBecome(next)) {
                        throw ProblemException.conflict(
                                "illegal_transition",
                                "A consent that is %s does not become %s."
                                        .formatted(
                                                before.lapsed(now)
                                                        ? "lapsed"
                                                        : before.state().wire(),
                                                next.wire()));
                    }
                    if (!book.decide(
                            before,
                            next,
                            now,
                            next == Consent.State.WITHDRAWN ? now.plus(limits.withdrawal()) : null,
                            next == Consent.State.GIVEN ? receipt(before, person, now) : null,
                            callers.current())) {
                        throw ProblemException.conflict(
                                "stale_version", "It was decided at the same moment.");
                    }
                    audit.record("consent_" + next.wire(), Optional.of(person), "recorded");
                });
        return OwnConsent.of(find(id, person));
    }

    private Consent find(UUID id, UUID person) {
        return book.ofPerson(id, person)
                .orElseThrow(
                        () -> ProblemException.notFound("consent_not_found", "No such consent."));
    }

    private String receipt(Consent consent, UUID person, Instant now) {
        var receipt =
                new Receipt(
                        consent.id(),
                        person,
                        subjects.self(),
                        consent.agency(),
                        consent.procedure(),
                        consent.purpose(),
                        consent.fields(),
                        consent.explanation(),
                        now,
                        consent.validUntil());
        return signature.receipt(RECEIPT, json.writeValueAsString(receipt));
    }
}
