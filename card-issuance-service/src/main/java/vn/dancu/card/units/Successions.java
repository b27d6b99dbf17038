package vn.dancu.card.units;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/** Ends a unit in favour of another; what it kept follows in the same transaction. */
@Component
class Successions {
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    private final IssuingUnits units;
    private final ApplicationEventPublisher listeners;
    private final AuditRecords audit;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Successions(
            IssuingUnits units,
            ApplicationEventPublisher listeners,
            AuditRecords audit,
            TransactionTemplate transactions,
            Clock clock) {
        this.units = units;
        this.listeners = listeners;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * @throws ProblemException 404 {@code unit_not_found}; 422 {@code unit_ended} where the
     *     successor ended itself; 409 {@code already_succeeded}
     */
    void succeed(String code, String successor) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZONE);
        transactions.executeWithoutResult(
                status -> {
                    IssuingUnit next = units.working(successor);
                    if (units.find(code).isEmpty()) {
                        throw ProblemException.notFound("unit_not_found", "There is no such unit.");
                    }
                    if (code.equals(successor)) {
                        throw ProblemException.refused(
                                "unit_succeeds_itself", "A unit is not its own successor.");
                    }
                    if (!units.succeed(code, successor, today)) {
                        throw ProblemException.conflict(
                                "already_succeeded", "Another unit took over before.");
                    }
                    audit.record("issuing_unit_succeeded", Optional.empty(), "changed");
                    listeners.publishEvent(new UnitSucceeded(code, next));
                });
    }
}
