package vn.dancu.population.imports;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.signals.DatabaseSignals;
import vn.dancu.population.acts.Evidence;
import vn.dancu.population.officers.Officers;

/**
 * Two officers of the national agency decide to take an import back as a whole: one proposes, with
 * a reason and evidence, and another approves. As other acts (ADR 7), but of a file and not of a
 * person.
 */
@Service
class WithdrawalDesk {
    private final Withdrawals withdrawals;
    private final Dependents dependents;
    private final CardHoldings cards;
    private final Decisions decisions;
    private final Officers officers;
    private final Callers callers;
    private final AuditRecords audit;
    private final DatabaseSignals signals;
    private final TransactionTemplate transactions;

    WithdrawalDesk(
            Withdrawals withdrawals,
            Dependents dependents,
            CardHoldings cards,
            Decisions decisions,
            Officers officers,
            Callers callers,
            AuditRecords audit,
            DatabaseSignals signals,
            TransactionTemplate transactions) {
        this.withdrawals = withdrawals;
        this.dependents = dependents;
        this.cards = cards;
        this.decisions = decisions;
        this.officers = officers;
        this.callers = callers;
        this.audit = audit;
        this.signals = signals;
        this.transactions = transactions;
    }

    /**
     * What depends on an import now.
     *
     * @throws ProblemException 404 {@code import_not_found}; 503 if card-issuance-service does not
     *     answer
     */
    Dependents.Report dependents(UUID importId) {
        transactions.executeWithoutResult(status -> held(importId));
        long held = cards.of(importId);
        return inTransaction(() -> dependents.of(importId, held));
    }

    /**
     * @throws ProblemException 404 {@code withdrawal_not_found}
     */
    Withdrawal find(UUID importId) {
        return inTransaction(
                () -> withdrawals.last(importId).orElseThrow(WithdrawalDesk::notFound));
    }

    /**
     * @throws ProblemException 403 {@code outside_territory}, {@code own_record}; 409 {@code
     *     import_open}, {@code import_withdrawn}, {@code withdrawal_open}, {@code
     *     import_has_dependents}
     */
    Withdrawal propose(UUID importId, String reason, Evidence evidence) {
        officers.requireTerritory(null);
        transactions.executeWithoutResult(status -> requireWhole(held(importId)));
        long holdings = cards.of(importId);
        return inTransaction(
                () -> {
                    requireWhole(held(importId));
                    withdrawals
                            .last(importId)
                            .filter(last -> isOpen(last.state()))
                            .ifPresent(
                                    last -> {
                                        throw ProblemException.conflict(
                                                "withdrawal_open",
                                                "A withdrawal of this import is open already.");
                                    });
                    requireStranger(importId);
                    dependents.of(importId, holdings).requireNone();
                    withdrawals.propose(importId, reason, evidence, officers.signature());
                    audit.record("import_withdrawal_proposed", Optional.empty(), "recorded");
                    return withdrawals.last(importId).orElseThrow();
                });
    }

    /**
     * The second officer agrees: from then on the people of the import cannot be changed, and they
     * are taken back in the background.
     *
     * @throws ProblemException as {@link #propose}; 422 {@code second_officer_required}; 409 {@code
     *     withdrawal_not_proposed}
     */
    Withdrawal approve(UUID importId) {
        officers.requireTerritory(null);
        transactions.executeWithoutResult(status -> proposed(importId));
        long holdings = cards.of(importId);
        Withdrawal approved =
                inTransaction(
                        () -> {
                            // No chunk of another import is decided meanwhile.
                            decisions.hold();
                            Withdrawals.Held held = held(importId);
                            Withdrawal proposed = proposed(importId);
                            officers.requireSecond(proposed.firstOfficer());
                            requireStranger(importId);
                            requireWhole(held);
                            dependents.of(importId, holdings).requireNone();
                            withdrawals.approve(proposed, officers.signature(), held.stored());
                            audit.record(
                                    "import_withdrawal_approved", Optional.empty(), "recorded");
                            return withdrawals.last(importId).orElseThrow();
                        });
        signals.signal(Imports.CHANNEL);
        return approved;
    }

    /** The second officer does not agree. */
    Withdrawal refuse(UUID importId, String remark) {
        officers.requireTerritory(null);
        return inTransaction(
                () -> {
                    held(importId);
                    Withdrawal proposed = proposed(importId);
                    officers.requireSecond(proposed.firstOfficer());
                    withdrawals.decide(
                            proposed, Withdrawal.State.REFUSED, officers.signature(), remark);
                    audit.record("import_withdrawal_refused", Optional.empty(), "recorded");
                    return withdrawals.last(importId).orElseThrow();
                });
    }

    /**
     * Who proposed it takes the proposal back.
     *
     * @throws ProblemException 403 {@code not_the_proposer}
     */
    Withdrawal retract(UUID importId, String remark) {
        return inTransaction(
                () -> {
                    held(importId);
                    Withdrawal proposed = proposed(importId);
                    if (!officers.signature().equals(proposed.firstOfficer())) {
                        throw ProblemException.forbidden(
                                "not_the_proposer", "Only who proposed it takes it back.");
                    }
                    withdrawals.decide(proposed, Withdrawal.State.RETRACTED, null, remark);
                    audit.record("import_withdrawal_retracted", Optional.empty(), "recorded");
                    return withdrawals.last(importId).orElseThrow();
                });
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(status -> work.get()));
    }

    private Withdrawals.Held held(UUID importId) {
        return withdrawals.holdImport(importId).orElseThrow(ImportsController::unknown);
    }

    private static boolean isOpen(Withdrawal.State state) {
        return Set.of(Withdrawal.State.PROPOSED, Withdrawal.State.APPROVED).contains(state);
    }

    private Withdrawal proposed(UUID importId) {
        Withdrawal last = withdrawals.last(importId).orElseThrow(WithdrawalDesk::notFound);
        if (last.state() != Withdrawal.State.PROPOSED) {
            throw ProblemException.conflict(
                    "withdrawal_not_proposed", "The withdrawal is decided already.");
        }
        return last;
    }

    private static void requireWhole(Withdrawals.Held held) {
        if (held.withdrawn()) {
            throw ProblemException.conflict(
                    "import_withdrawn", "The import was taken back before.");
        }
        if (held.withdrawing()) {
            throw ProblemException.conflict(
                    "withdrawal_open", "A withdrawal of this import is open already.");
        }
        if (held.isOpen()) {
            throw ProblemException.conflict(
                    "import_open", "The import has not ended: let it end, or stop it first.");
        }
    }

    /** Nobody decides on the own record: an import that brought it is another officer's matter. */
    private void requireStranger(UUID importId) {
        UUID own = callers.current().person();
        if (own != null && TimeOrderedIds.isOf(importId, own)) {
            throw ProblemException.forbidden("own_record", "Nobody decides on the own record.");
        }
    }

    private static ProblemException notFound() {
        return ProblemException.notFound(
                "withdrawal_not_found", "No withdrawal of such an import is on record.");
    }
}
