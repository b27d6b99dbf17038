package vn.dancu.sharing.disclosure;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.web.Correlation;
import vn.dancu.sharing.VietnamDay;
import vn.dancu.sharing.accesses.AccessRecords;
import vn.dancu.sharing.accesses.Outcome;
import vn.dancu.sharing.agreements.AgreementBook;
import vn.dancu.sharing.model.Access;
import vn.dancu.sharing.model.AccessRules;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.Decision;
import vn.dancu.sharing.model.Refusal;
import vn.dancu.sharing.quotas.Quotas;

/**
 * The one way to the register: decide, count, ask, record, and only then answer. On the way of an
 * allowed access lie one internal call and one statement in the database.
 */
@Component
class Disclosures {
    private final AgreementBook book;
    private final Quotas quotas;
    private final Register register;
    private final AccessRecords records;
    private final DisclosureLimits limits;
    private final VietnamDay day;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Semaphore refusedLookups;

    Disclosures(
            AgreementBook book,
            Quotas quotas,
            Register register,
            AccessRecords records,
            DisclosureLimits limits,
            VietnamDay day,
            Clock clock,
            MeterRegistry meters) {
        this.book = book;
        this.quotas = quotas;
        this.register = register;
        this.records = records;
        this.limits = limits;
        this.day = day;
        this.clock = clock;
        this.meters = meters;
        this.refusedLookups = new Semaphore(limits.refusedLookups());
    }

    /**
     * An access as it was asked for.
     *
     * @param fieldPointer where in the body the n-th field stands
     */
    record Request(
            Requester requester,
            Access access,
            Identity identity,
            IntFunction<String> fieldPointer) {}

    /** What the register said, after it was recorded that it was said. */
    record Disclosed(Outcome.Result outcome, Register.Answer answer, Instant asOf) {}

    /**
     * @param judge what a found person means for this operation
     * @throws AccessRefused 403 with the code of the refusal
     * @throws ProblemException 429 {@code quota_exceeded}, 503 {@code unavailable}
     */
    Disclosed disclose(Request request, Function<Register.Answer, Outcome.Result> judge) {
        Agreement agreement = allowed(request, decide(request));
        Optional<Duration> wait = quotas.take(agreement);
        if (wait.isPresent()) {
            var refused = new Outcome.Refused(Refusal.QUOTA_EXCEEDED);
            // Not resolved to a person: whoever floods must not reach the register by it.
            record(request, refused, Optional.of(agreement), Optional.empty());
            throw ProblemException.tooMany(
                    Refusal.QUOTA_EXCEEDED.code(),
                    "The quota of the agreement is used up for now.",
                    wait.get());
        }
        Instant asOf = clock.instant();
        Register.Answer answer = ask(request, agreement);
        Outcome.Result outcome =
                switch (answer.outcome()) {
                    case FOUND -> judge.apply(answer);
                    case NOT_FOUND -> Outcome.Result.NOT_FOUND;
                    // No agreement allows yet to be told more of these than that they differ.
                    case MISMATCH, DATE_PRECISION_DIFFERS, SUPERSEDED -> Outcome.Result.MISMATCH;
                    case AMBIGUOUS -> Outcome.Result.AMBIGUOUS;
                };
        recordWhileActive(request, outcome, agreement, answer.subject());
        return new Disclosed(outcome, answer, asOf);
    }

    private Decision decide(Request request) {
        Access access = request.access();
        if (request.requester().contradicted()) {
            return new Decision.Refused(
                    Refusal.OFFICER_NOT_AUTHORISED, Optional.empty(), Optional.empty());
        }
        Decision remembered =
                AccessRules.decide(book.remembered(access.agency()), access, day.today());
        return remembered instanceof Decision.Allowed ? remembered : decideAnew(access);
    }

    private Decision decideAnew(Access access) {
        return AccessRules.decide(book.read(access.agency()), access, day.today());
    }

    private Agreement allowed(Request request, Decision decision) {
        return switch (decision) {
            case Decision.Allowed allowed -> allowed.agreement();
            case Decision.Refused refused -> throw refuse(request, refused);
        };
    }

    private AccessRefused refuse(Request request, Decision.Refused refused) {
        record(
                request,
                new Outcome.Refused(refused.refusal()),
                refused.agreement(),
                subjectOfRefused(request));
        return refused.fieldIndex()
                .map(i -> AccessRefused.because(refused.refusal(), request.fieldPointer().apply(i)))
                .orElseGet(() -> AccessRefused.because(refused.refusal()));
    }

    /**
     * Whom a refused attempt concerned, so that the citizen sees it. The agency learns nothing of
     * it; few at a time may ask, and without an answer the attempt is recorded all the same.
     */
    private Optional<UUID> subjectOfRefused(Request request) {
        if (!refusedLookups.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return register.ask(request.identity(), List.of(), request.access().purpose())
                    .subject();
        } catch (ProblemException e) {
            return Optional.empty();
        } finally {
            refusedLookups.release();
        }
    }

    private Register.Answer ask(Request request, Agreement agreement) {
        Access access = request.access();
        try {
            return register.ask(request.identity(), access.fields(), access.purpose());
        } catch (ProblemException e) {
            record(request, Outcome.Result.UNAVAILABLE, Optional.of(agreement), Optional.empty());
            throw ProblemException.unavailable(
                    "unavailable",
                    "The register does not answer now.",
                    e.retryAfter().orElse(limits.retryAfter()));
        }
    }

    /**
     * No record, no data; and no data under an agreement that ended while the register was asked.
     */
    private void recordWhileActive(
            Request request, Outcome.Result outcome, Agreement agreement, Optional<UUID> person) {
        var attempt = attempt(request, outcome, Optional.of(agreement), person);
        if (records.appendWhileActive(attempt)) {
            count(request, outcome);
            return;
        }
        Agreement current =
                switch (decideAnew(request.access())) {
                    case Decision.Allowed allowed -> allowed.agreement();
                    case Decision.Refused refused -> {
                        record(
                                request,
                                new Outcome.Refused(refused.refusal()),
                                refused.agreement(),
                                person);
                        throw AccessRefused.because(refused.refusal());
                    }
                };
        if (!records.appendWhileActive(attempt(request, outcome, Optional.of(current), person))) {
            throw ProblemException.unavailable(
                    "unavailable", "The agreement is being changed.", limits.retryAfter());
        }
        count(request, outcome);
    }

    private void record(
            Request request,
            Outcome outcome,
            Optional<Agreement> agreement,
            Optional<UUID> person) {
        records.append(attempt(request, outcome, agreement, person));
        count(request, outcome);
    }

    private static AccessRecords.Attempt attempt(
            Request request,
            Outcome outcome,
            Optional<Agreement> agreement,
            Optional<UUID> person) {
        return new AccessRecords.Attempt(
                request.access(),
                request.requester().clientId(),
                Correlation.current(),
                outcome,
                agreement,
                person);
    }

    private void count(Request request, Outcome outcome) {
        meters.counter(
                        "dancu.sharing.accesses",
                        "operation",
                        request.access().operation().wire(),
                        "outcome",
                        outcome.code())
                .increment();
    }
}
