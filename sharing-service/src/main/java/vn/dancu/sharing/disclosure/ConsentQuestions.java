package vn.dancu.sharing.disclosure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
import vn.dancu.sharing.model.Operation;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Refusal;
import vn.dancu.sharing.model.Standing;
import vn.dancu.sharing.proofs.Digests;
import vn.dancu.sharing.quotas.Quotas;

/**
 * Whom an agency wants to ask for consent. It is decided, counted and recorded like any access, and
 * the agency is told nothing by it: not even whether there is such a person.
 */
@Component
public class ConsentQuestions {
    private final AgencyGate gate;
    private final AgreementBook book;
    private final Quotas quotas;
    private final Register register;
    private final AccessRecords records;
    private final Figures figures;
    private final DisclosureLimits limits;
    private final VietnamDay day;
    private final CanonicalForm form;
    private final Digests digests;

    ConsentQuestions(
            AgencyGate gate,
            AgreementBook book,
            Quotas quotas,
            Register register,
            AccessRecords records,
            Figures figures,
            DisclosureLimits limits,
            VietnamDay day,
            CanonicalForm form,
            Digests digests) {
        this.gate = gate;
        this.book = book;
        this.quotas = quotas;
        this.register = register;
        this.records = records;
        this.figures = figures;
        this.limits = limits;
        this.day = day;
        this.form = form;
        this.digests = digests;
    }

    /** Whether the citizen may be asked. */
    public sealed interface Asked {
        /**
         * @param person who was described, if the three agree
         */
        record Allowed(Agreement agreement, Optional<UUID> person) implements Asked {}

        /** Recorded, and the citizen is not asked. */
        record Refused(Refusal refusal, Optional<Integer> fieldIndex) implements Asked {}

        /** Not now. */
        record TryLater(String code, Duration after) implements Asked {}
    }

    /**
     * @param fields that the consent is to cover: they must be agreed
     */
    public Asked ask(Requester requester, Identity identity, List<PersonField> fields) {
        Optional<AgencyGate.Place> entered = gate.enter(requester.agency());
        if (entered.isEmpty()) {
            figures.count(requester.agency(), Operation.CONSENT, "agency_busy", 0);
            return new Asked.TryLater("agency_busy", limits.retryAfter());
        }
        try (AgencyGate.Place _ = entered.get()) {
            Access access = requester.access(Operation.CONSENT, fields);
            Standing standing = book.read(requester.agency());
            Decision decision = AccessRules.decide(standing, access, day.today());
            return switch (requester.contradicted() ? contradicted() : decision) {
                case Decision.Refused refused ->
                        refuse(requester, identity, access, standing, refused);
                case Decision.Allowed allowed ->
                        asked(requester, identity, access, standing, allowed.agreement());
            };
        }
    }

    private static Decision contradicted() {
        return new Decision.Refused(
                Refusal.OFFICER_NOT_AUTHORISED, Optional.empty(), Optional.empty());
    }

    private Asked asked(
            Requester requester,
            Identity identity,
            Access access,
            Standing standing,
            Agreement agreement) {
        if (agreement.terms().conditions().sandbox()) {
            throw ProblemException.refused(
                    "consent_not_in_sandbox",
                    "The people of the sandbox have decided already: ask about them.");
        }
        Optional<Duration> wait = quotas.take(agreement);
        if (wait.isPresent()) {
            var outcome = new Outcome.Refused(Refusal.QUOTA_EXCEEDED);
            var over = new Answer.TryLater(Answer.TryLater.Reason.QUOTA_EXCEEDED, wait.get());
            records.append(
                    attempt(
                            requester,
                            identity,
                            access,
                            standing,
                            outcome,
                            Optional.of(agreement),
                            Optional.empty(),
                            over));
            count(access, outcome);
            return new Asked.TryLater(Refusal.QUOTA_EXCEEDED.code(), wait.get());
        }
        var request =
                new Request(requester, identity, new Question.Verification(java.util.Map.of()));
        Finding finding = register.ask(Batch.of(request), List.of(), false).getFirst();
        Optional<UUID> person =
                finding.outcome() == Finding.Kind.FOUND ? finding.subject() : Optional.empty();
        var attempt =
                attempt(
                        requester,
                        identity,
                        access,
                        standing,
                        Outcome.Result.CONSENT_ASKED,
                        Optional.of(agreement),
                        finding.subject(),
                        new Answer.NothingFound(Answer.NothingFound.Kind.NOT_FOUND));
        if (!records.appendWhileActive(attempt)) {
            return new Asked.TryLater("unavailable", limits.retryAfter());
        }
        count(access, Outcome.Result.CONSENT_ASKED);
        return new Asked.Allowed(agreement, person);
    }

    private Asked refuse(
            Requester requester,
            Identity identity,
            Access access,
            Standing standing,
            Decision.Refused refused) {
        var outcome = new Outcome.Refused(refused.refusal());
        records.append(
                attempt(
                        requester,
                        identity,
                        access,
                        standing,
                        outcome,
                        refused.agreement(),
                        Optional.empty(),
                        new Answer.Refused(refused.refusal(), refused.fieldIndex())));
        count(access, outcome);
        return new Asked.Refused(refused.refusal(), refused.fieldIndex());
    }

    private AccessRecords.Attempt attempt(
            Requester requester,
            Identity identity,
            Access access,
            Standing standing,
            Outcome outcome,
            Optional<Agreement> agreement,
            Optional<UUID> person,
            Answer answer) {
        return new AccessRecords.Attempt(
                access,
                standing.client(access.client()),
                requester.requestId(),
                Correlation.current(),
                outcome,
                agreement,
                person,
                digests.of(form.of(access, requester.requestId(), identity), form.of(answer)));
    }

    private void count(Access access, Outcome outcome) {
        figures.count(access.agency(), access.operation(), outcome.code(), 0);
    }
}
