package vn.dancu.sharing.disclosure;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import vn.dancu.sharing.model.Conditions;
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

    /** What is known when an attempt is recorded; of a batch each question is an access. */
    private record Attempt(Batch batch, Access access, Standing standing, long startedAt) {
        int size() {
            return batch.size();
        }

        Attempt part(int from, int most) {
            return new Attempt(batch.part(from, most), access, standing, startedAt);
        }

        /** What an agency waits for its own quota is none of the time that the service takes. */
        Attempt begunLater(long nanos) {
            return new Attempt(batch, access, standing, startedAt + nanos);
        }
    }

    /**
     * What comes of one question, before it is on record.
     *
     * @param agreement under which it is allowed, or which was found too narrow
     * @param person whom it concerns, if that could be known
     * @param whileActive recorded, and answered, only if the agreement is active at that moment
     */
    private record Conclusion(
            Outcome outcome,
            Optional<Agreement> agreement,
            Optional<UUID> person,
            Answer answer,
            boolean whileActive) {
        static Conclusion refused(Decision.Refused refused, Optional<UUID> person) {
            return new Conclusion(
                    new Outcome.Refused(refused.refusal()),
                    refused.agreement(),
                    person,
                    new Answer.Refused(refused.refusal(), refused.fieldIndex()),
                    false);
        }

        static Conclusion consentMissing(Agreement agreement, Optional<UUID> person) {
            return refused(
                    new Decision.Refused(
                            Refusal.CONSENT_MISSING, Optional.of(agreement), Optional.empty()),
                    person);
        }

        static Conclusion later(Outcome outcome, Agreement agreement, Answer.TryLater later) {
            return new Conclusion(outcome, Optional.of(agreement), Optional.empty(), later, false);
        }

        Conclusion under(Agreement another) {
            return new Conclusion(outcome, Optional.of(another), person, answer, whileActive);
        }
    }

    /**
     * Answers after the access is on record; what cannot be recorded is not answered.
     *
     * @throws org.springframework.dao.DataAccessException if it cannot be recorded
     */
    public Answer answer(Request request) {
        return answer(Batch.of(request), Duration.ZERO).getFirst();
    }

    /**
     * The same about several people: the register is asked once, and the records share a
     * transaction.
     *
     * @param patience how long it may wait for a quota that is used up at this moment
     * @return in their order, of all people, or of the first ones if the quota does not do for more
     */
    List<Answer> answer(Batch batch, Duration patience) {
        long startedAt = System.nanoTime();
        Access access = batch.access();
        Optional<AgencyGate.Place> entered = gate.enter(access.agency());
        if (entered.isEmpty()) {
            // Nothing was decided, read or told: counted, and not recorded one by one.
            batch.people()
                    .forEach(
                            person ->
                                    figures.count(
                                            access.agency(), access.operation(), "agency_busy", 0));
            return Collections.nCopies(
                    batch.size(),
                    new Answer.TryLater(Answer.TryLater.Reason.AGENCY_BUSY, limits.retryAfter()));
        }
        try (AgencyGate.Place _ = entered.get()) {
            Standing remembered = book.remembered(access.agency());
            var attempt = new Attempt(batch, access, remembered, startedAt);
            return decide(attempt) instanceof Decision.Allowed allowed
                    ? disclose(attempt, allowed.agreement(), patience)
                    : decidedAnew(attempt, patience);
        }
    }

    private List<Answer> decidedAnew(Attempt before, Duration patience) {
        var attempt = anew(before);
        return switch (decide(attempt)) {
            case Decision.Allowed allowed -> disclose(attempt, allowed.agreement(), patience);
            case Decision.Refused refused ->
                    recorded(
                            attempt,
                            subjectsOfRefused(attempt).stream()
                                    .map(subject -> Conclusion.refused(refused, subject))
                                    .toList());
        };
    }

    private Attempt anew(Attempt before) {
        Standing standing = book.read(before.access().agency());
        return new Attempt(before.batch(), before.access(), standing, before.startedAt());
    }

    private Decision decide(Attempt attempt) {
        if (attempt.batch().requester().contradicted()) {
            return new Decision.Refused(
                    Refusal.OFFICER_NOT_AUTHORISED, Optional.empty(), Optional.empty());
        }
        return AccessRules.decide(attempt.standing(), attempt.access(), day.today());
    }

    private List<Answer> disclose(Attempt whole, Agreement agreement, Duration patience) {
        long start = System.nanoTime();
        Quotas.Share share = quotas.take(agreement, whole.size(), patience);
        long waited = share.waited().toNanos();
        figures.spent(Figures.Stage.QUOTA, System.nanoTime() - start - waited);
        if (share.taken() == 0) {
            // Not resolved to a person: whoever floods must not reach the register by it.
            return recorded(
                    whole,
                    Collections.nCopies(
                            whole.size(),
                            Conclusion.later(
                                    new Outcome.Refused(Refusal.QUOTA_EXCEEDED),
                                    agreement,
                                    new Answer.TryLater(
                                            Answer.TryLater.Reason.QUOTA_EXCEEDED,
                                            share.nextIn()))));
        }
        Attempt attempt = whole.part(0, share.taken()).begunLater(waited);
        Question question = attempt.batch().question();
        boolean current =
                agreement.terms().conditions().currentIfSuperseded()
                        && question instanceof Question.Lookup;
        Source source = source(agreement);
        var judge =
                new Judge(
                        source,
                        agreement.terms().conditions(),
                        clock.instant(),
                        day.today(),
                        limits.retryAfter());
        List<Finding> findings;
        try {
            findings =
                    timed(
                            Figures.Stage.REGISTER,
                            () -> source.ask(attempt.batch(), question.read(), current));
        } catch (ProblemException e) {
            return recorded(
                    attempt, Collections.nCopies(attempt.size(), unavailable(agreement, e)));
        }
        return recorded(attempt, concluded(attempt, agreement, judge, findings));
    }

    private Source source(Agreement agreement) {
        return agreement.terms().conditions().sandbox() ? sandbox : register;
    }

    private List<Conclusion> concluded(
            Attempt attempt, Agreement agreement, Judge judge, List<Finding> findings) {
        Set<UUID> told =
                findings.stream()
                        .filter(Finding::tells)
                        .flatMap(finding -> finding.subject().stream())
                        .collect(Collectors.toSet());
        Set<UUID> withoutConsent = withoutConsent(agreement, attempt.access(), told);
        List<Conclusion> conclusions = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            Optional<UUID> person = finding.subject();
            conclusions.add(
                    finding.tells() && person.map(withoutConsent::contains).orElse(true)
                            ? Conclusion.consentMissing(agreement, person)
                            : concluded(agreement, judge, attempt.batch().request(i), finding));
        }
        return conclusions;
    }

    private Conclusion concluded(
            Agreement agreement, Judge judge, Request request, Finding finding) {
        try {
            Judge.Judged judged = judge.judge(request, finding);
            return new Conclusion(
                    judged.outcome(),
                    Optional.of(agreement),
                    finding.subject(),
                    judged.answer(),
                    true);
        } catch (ProblemException e) {
            return unavailable(agreement, e);
        }
    }

    private Conclusion unavailable(Agreement agreement, ProblemException e) {
        return Conclusion.later(
                Outcome.Result.UNAVAILABLE,
                agreement,
                new Answer.TryLater(
                        Answer.TryLater.Reason.UNAVAILABLE,
                        e.retryAfter().orElse(limits.retryAfter())));
    }

    /** Who of those that would be told of has not agreed to it, where that is needed. */
    private Set<UUID> withoutConsent(Agreement agreement, Access access, Set<UUID> told) {
        Conditions conditions = agreement.terms().conditions();
        if (told.isEmpty() || !conditions.consentNeeded()) {
            return Set.of();
        }
        Set<UUID> without = new HashSet<>(told);
        if (conditions.sandbox()) {
            without.removeIf(person -> !sandbox.refusesConsent(person));
            return without;
        }
        Consents keeper = consents.getIfAvailable();
        if (keeper != null) {
            without.removeAll(keeper.covered(told, access.agency(), access.purpose()));
        }
        return without;
    }

    /**
     * Whom refused attempts concerned, so that the citizens see it. The agency learns nothing of
     * it; few at a time may ask, and without an answer the attempts are recorded all the same. A
     * client of the sandbox never makes the register be asked.
     */
    private List<Optional<UUID>> subjectsOfRefused(Attempt attempt) {
        List<Optional<UUID>> unknown = Collections.nCopies(attempt.size(), Optional.empty());
        boolean forRegister =
                attempt.standing()
                        .client(attempt.access().client())
                        .map(client -> !client.sandbox())
                        .orElse(true);
        if (!forRegister || !refusedLookups.tryAcquire()) {
            return unknown;
        }
        try {
            return register.ask(attempt.batch(), List.of(), false).stream()
                    .map(Finding::subject)
                    .toList();
        } catch (ProblemException e) {
            return unknown;
        } finally {
            refusedLookups.release();
        }
    }

    /**
     * No record, no data; and no data under an agreement that ended, or by a consent that was
     * withdrawn, while the register was asked.
     */
    private List<Answer> recorded(Attempt attempt, List<Conclusion> conclusions) {
        List<Boolean> appended = append(attempt, conclusions);
        return IntStream.range(0, conclusions.size())
                .mapToObj(
                        i ->
                                appended.get(i)
                                        ? conclusions.get(i).answer()
                                        : recordedAnew(attempt.part(i, 1), conclusions.get(i)))
                .toList();
    }

    private Answer recordedAnew(Attempt before, Conclusion conclusion) {
        Attempt current = anew(before);
        return switch (decide(current)) {
            case Decision.Refused refused ->
                    recordedOrLater(current, Conclusion.refused(refused, conclusion.person()));
            // Another version is in force now: what it would have been told is asked again.
            case Decision.Allowed allowed when !sameConditions(allowed, conclusion) -> changing();
            case Decision.Allowed allowed
                    when consentMissing(allowed.agreement(), current.access(), conclusion) ->
                    recordedOrLater(
                            current,
                            Conclusion.consentMissing(allowed.agreement(), conclusion.person()));
            case Decision.Allowed allowed ->
                    recordedOrLater(current, conclusion.under(allowed.agreement()));
        };
    }

    private static boolean sameConditions(Decision.Allowed allowed, Conclusion conclusion) {
        Conditions now = allowed.agreement().terms().conditions();
        return conclusion
                .agreement()
                .map(agreement -> agreement.terms().conditions().equals(now))
                .orElse(false);
    }

    private boolean consentMissing(Agreement agreement, Access access, Conclusion conclusion) {
        return conclusion.outcome().tells()
                && !withoutConsent(
                                agreement,
                                access,
                                conclusion.person().map(Set::of).orElse(Set.of()))
                        .isEmpty();
    }

    private Answer recordedOrLater(Attempt attempt, Conclusion conclusion) {
        return append(attempt, List.of(conclusion)).getFirst() ? conclusion.answer() : changing();
    }

    private Answer changing() {
        return new Answer.TryLater(Answer.TryLater.Reason.UNAVAILABLE, limits.retryAfter());
    }

    /** Whether each is on record now, in their order. */
    private List<Boolean> append(Attempt attempt, List<Conclusion> conclusions) {
        List<AccessRecords.Entry> entries =
                IntStream.range(0, conclusions.size())
                        .mapToObj(i -> entry(attempt, i, conclusions.get(i)))
                        .toList();
        List<Boolean> appended = timed(Figures.Stage.RECORD, () -> records.appendEach(entries));
        for (int i = 0; i < conclusions.size(); i++) {
            if (appended.get(i)) {
                count(attempt, conclusions.get(i).outcome());
            }
        }
        return appended;
    }

    private <T> T timed(Figures.Stage stage, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            figures.spent(stage, System.nanoTime() - start);
        }
    }

    private AccessRecords.Entry entry(Attempt attempt, int place, Conclusion conclusion) {
        Access access = attempt.access();
        Request request = attempt.batch().request(place);
        return new AccessRecords.Entry(
                new AccessRecords.Attempt(
                        access,
                        attempt.standing().client(access.client()),
                        request.requester().requestId(),
                        Correlation.current(),
                        conclusion.outcome(),
                        conclusion.agreement(),
                        conclusion.person(),
                        timed(
                                Figures.Stage.DIGESTS,
                                () -> digests.of(form.of(request), form.of(conclusion.answer())))),
                conclusion.whileActive());
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
