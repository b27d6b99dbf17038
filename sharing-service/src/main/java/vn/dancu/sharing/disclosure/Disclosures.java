package vn.dancu.sharing.disclosure;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.web.Correlation;
import vn.dancu.sharing.VietnamDay;
import vn.dancu.sharing.accesses.AccessRecords;
import vn.dancu.sharing.accesses.Outcome;
import vn.dancu.sharing.agreements.AgreementBook;
import vn.dancu.sharing.figures.Figures;
import vn.dancu.sharing.model.Access;
import vn.dancu.sharing.model.AccessRules;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.Decision;
import vn.dancu.sharing.model.Refusal;
import vn.dancu.sharing.model.Standing;
import vn.dancu.sharing.proofs.Digests;
import vn.dancu.sharing.quotas.Quotas;

/**
 * The one way to personal data, behind every protocol: decide, count, ask, record, and only then
 * answer. On the way of an allowed access lie one internal call and one statement in the database.
 * It knows no protocol: it takes a {@link Request} and gives an {@link Answer}, also for refusals.
 */
@Component
public class Disclosures {
    private final AgreementBook book;
    private final Quotas quotas;
    private final Register register;
    private final SandboxPeople sandbox;
    private final AccessRecords records;
    private final ObjectProvider<Consents> consents;
    private final AgencyGate gate;
    private final Figures figures;
    private final DisclosureLimits limits;
    private final VietnamDay day;
    private final Clock clock;
    private final CanonicalForm form;
    private final Digests digests;
    private final Semaphore refusedLookups;

    Disclosures(
            AgreementBook book,
            Quotas quotas,
            Register register,
            SandboxPeople sandbox,
            AccessRecords records,
            ObjectProvider<Consents> consents,
            AgencyGate gate,
            Figures figures,
            DisclosureLimits limits,
            VietnamDay day,
            Clock clock,
            CanonicalForm form,
            Digests digests) {
        this.book = book;
        this.quotas = quotas;
        this.register = register;
        this.sandbox = sandbox;
        this.records = records;
        this.consents = consents;
        this.gate = gate;
        this.figures = figures;
        this.limits = limits;
        this.day = day;
        this.clock = clock;
        this.form = form;
        this.digests = digests;
        this.refusedLookups = new Semaphore(limits.refusedLookups());
    }

    /** What is known when an attempt is recorded. */
    private record Attempt(Request request, Access access, Standing standing, long startedAt) {}

    /**
     * Answers after the access is on record; what cannot be recorded is not answered.
     *
     * @throws org.springframework.dao.DataAccessException if it cannot be recorded
     */
    public Answer answer(Request request) {
        long startedAt = System.nanoTime();
        Access access = request.access();
        Optional<AgencyGate.Place> entered = gate.enter(access.agency());
        if (entered.isEmpty()) {
            // Nothing was decided, read or told: counted, and not recorded one by one.
            figures.count(access.agency(), access.operation(), "agency_busy", 0);
            return new Answer.TryLater(Answer.TryLater.Reason.AGENCY_BUSY, limits.retryAfter());
        }
        try (AgencyGate.Place _ = entered.get()) {
            Standing remembered = book.remembered(access.agency());
            var attempt = new Attempt(request, access, remembered, startedAt);
            return decide(attempt) instanceof Decision.Allowed allowed
                    ? disclose(attempt, allowed.agreement())
                    : decidedAnew(attempt);
        }
    }

    private Answer decidedAnew(Attempt before) {
        var attempt = anew(before);
        return switch (decide(attempt)) {
            case Decision.Allowed allowed -> disclose(attempt, allowed.agreement());
            case Decision.Refused refused -> refuse(attempt, refused);
        };
    }

    private Attempt anew(Attempt before) {
        Standing standing = book.read(before.access().agency());
        return new Attempt(before.request(), before.access(), standing, before.startedAt());
    }

    private Decision decide(Attempt attempt) {
        if (attempt.request().requester().contradicted()) {
            return new Decision.Refused(
                    Refusal.OFFICER_NOT_AUTHORISED, Optional.empty(), Optional.empty());
        }
        return AccessRules.decide(attempt.standing(), attempt.access(), day.today());
    }

    private Answer disclose(Attempt attempt, Agreement agreement) {
        Optional<Duration> wait = timed(Figures.Stage.QUOTA, () -> quotas.take(agreement));
        if (wait.isPresent()) {
            // Not resolved to a person: whoever floods must not reach the register by it.
            return recorded(
                    attempt,
                    new Outcome.Refused(Refusal.QUOTA_EXCEEDED),
                    Optional.of(agreement),
                    Optional.empty(),
                    new Answer.TryLater(Answer.TryLater.Reason.QUOTA_EXCEEDED, wait.get()));
        }
        Request request = attempt.request();
        boolean current =
                agreement.terms().conditions().currentIfSuperseded()
                        && request.question() instanceof Question.Lookup;
        Source source = source(agreement);
        var judge = new Judge(source, agreement.terms().conditions(), clock.instant(), day.today());
        Finding finding;
        Judge.Judged judged;
        try {
            finding =
                    timed(
                            Figures.Stage.REGISTER,
                            () -> source.ask(request, request.question().read(), current));
            if (consentMissing(agreement, attempt.access(), finding)) {
                var refused =
                        new Decision.Refused(
                                Refusal.CONSENT_MISSING, Optional.of(agreement), Optional.empty());
                return refused(attempt, refused, finding.subject());
            }
            judged = judge.judge(request, finding);
        } catch (ProblemException e) {
            return recorded(
                    attempt,
                    Outcome.Result.UNAVAILABLE,
                    Optional.of(agreement),
                    Optional.empty(),
                    new Answer.TryLater(
                            Answer.TryLater.Reason.UNAVAILABLE,
                            e.retryAfter().orElse(limits.retryAfter())));
        }
        return recordWhileActive(attempt, judged, agreement, finding);
    }

    private Source source(Agreement agreement) {
        return agreement.terms().conditions().sandbox() ? sandbox : register;
    }

    /** Asked for of whoever would be told of; nobody is told of, nobody need consent. */
    private boolean consentMissing(Agreement agreement, Access access, Finding finding) {
        boolean told =
                finding.outcome() == Finding.Kind.FOUND
                        || finding.outcome() == Finding.Kind.SUPERSEDED;
        if (!told || !agreement.terms().conditions().consentNeeded()) {
            return false;
        }
        if (agreement.terms().conditions().sandbox()) {
            return sandbox.refusedConsent(finding);
        }
        Consents keeper = consents.getIfAvailable();
        return keeper == null
                || finding.personId() == null
                || !keeper.cover(finding.personId(), access.agency(), access.purpose());
    }

    private Answer refuse(Attempt attempt, Decision.Refused refused) {
        return refused(attempt, refused, subjectOfRefused(attempt));
    }

    private Answer refused(Attempt attempt, Decision.Refused refused, Optional<UUID> subject) {
        return recorded(
                attempt,
                new Outcome.Refused(refused.refusal()),
                refused.agreement(),
                subject,
                new Answer.Refused(refused.refusal(), refused.fieldIndex()));
    }

    /**
     * Whom a refused attempt concerned, so that the citizen sees it. The agency learns nothing of
     * it; few at a time may ask, and without an answer the attempt is recorded all the same. A
     * client of the sandbox never makes the register be asked.
     */
    private Optional<UUID> subjectOfRefused(Attempt attempt) {
        boolean forRegister =
                attempt.standing()
                        .client(attempt.access().client())
                        .map(client -> !client.sandbox())
                        .orElse(true);
        if (!forRegister || !refusedLookups.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return register.ask(attempt.request(), List.of(), false).subject();
        } catch (ProblemException e) {
            return Optional.empty();
        } finally {
            refusedLookups.release();
        }
    }

    /**
     * No record, no data; and no data under an agreement that ended, or by a consent that was
     * withdrawn, while the register was asked.
     */
    private Answer recordWhileActive(
            Attempt attempt, Judge.Judged judged, Agreement agreement, Finding finding) {
        Optional<UUID> person = finding.subject();
        if (append(attempt, judged, agreement, person)) {
            return judged.answer();
        }
        Attempt current = anew(attempt);
        return switch (decide(current)) {
            case Decision.Refused refused -> refused(current, refused, person);
            // Another version is in force now: what it would have been told is asked again.
            case Decision.Allowed allowed
                    when !allowed.agreement()
                            .terms()
                            .conditions()
                            .equals(agreement.terms().conditions()) ->
                    changing();
            case Decision.Allowed allowed
                    when consentMissing(allowed.agreement(), current.access(), finding) ->
                    refused(
                            current,
                            new Decision.Refused(
                                    Refusal.CONSENT_MISSING,
                                    Optional.of(allowed.agreement()),
                                    Optional.empty()),
                            person);
            case Decision.Allowed allowed ->
                    append(current, judged, allowed.agreement(), person)
                            ? judged.answer()
                            : changing();
        };
    }

    private Answer changing() {
        return new Answer.TryLater(Answer.TryLater.Reason.UNAVAILABLE, limits.retryAfter());
    }

    private boolean append(
            Attempt attempt, Judge.Judged judged, Agreement agreement, Optional<UUID> person) {
        AccessRecords.Attempt access =
                attempt(attempt, judged.outcome(), Optional.of(agreement), person, judged.answer());
        boolean appended = timed(Figures.Stage.RECORD, () -> records.appendWhileActive(access));
        if (appended) {
            count(attempt, judged.outcome());
        }
        return appended;
    }

    private Answer recorded(
            Attempt attempt,
            Outcome outcome,
            Optional<Agreement> agreement,
            Optional<UUID> person,
            Answer answer) {
        AccessRecords.Attempt access = attempt(attempt, outcome, agreement, person, answer);
        long start = System.nanoTime();
        records.append(access);
        figures.spent(Figures.Stage.RECORD, System.nanoTime() - start);
        count(attempt, outcome);
        return answer;
    }

    private <T> T timed(Figures.Stage stage, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            figures.spent(stage, System.nanoTime() - start);
        }
    }

    private AccessRecords.Attempt attempt(
            Attempt attempt,
            Outcome outcome,
            Optional<Agreement> agreement,
            Optional<UUID> person,
            Answer answer) {
        Access access = attempt.access();
        return new AccessRecords.Attempt(
                access,
                attempt.standing().client(access.client()),
                attempt.request().requester().requestId(),
                Correlation.current(),
                outcome,
                agreement,
                person,
                timed(
                        Figures.Stage.DIGESTS,
                        () -> digests.of(form.of(attempt.request()), form.of(answer))));
    }

    private void count(Attempt attempt, Outcome outcome) {
        Access access = attempt.access();
        figures.count(
                access.agency(),
                access.operation(),
                outcome.code(),
                System.nanoTime() - attempt.startedAt());
    }
}
