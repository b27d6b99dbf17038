package vn.dancu.idnumber.allocation;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.ledger.Allocated;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.ledger.OutcomeMetrics;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;

/**
 * Decree 137/2015 Art 14: the number is returned at once. The same request is answered to the
 * register of population inside and to who has the scope {@code idnumber.assign} outside.
 */
@RestController
class AllocationController {
    private final NumberLedger ledger;
    private final LedgerTransactions transactions;
    private final IdempotencyKeys idempotency;
    private final AuditRecords audit;
    private final NumberSettings settings;
    private final OutcomeMetrics metrics;

    AllocationController(
            NumberLedger ledger,
            LedgerTransactions transactions,
            IdempotencyKeys idempotency,
            AuditRecords audit,
            NumberSettings settings,
            OutcomeMetrics metrics) {
        this.ledger = ledger;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.audit = audit;
        this.settings = settings;
        this.metrics = metrics;
    }

    @PostMapping({"/id-numbers/v1/allocations", "/internal/id-numbers/v1/allocations"})
    AllocationAnswer allocate(@RequestBody AllocationRequest request) {
        List<Allocation> items = request.read(settings.maxItems());
        List<Allocated> outcomes = transactions.run(() -> allocate(request, items));
        metrics.count("allocations", outcomes.stream().map(Allocated::outcome));
        return new AllocationAnswer(outcomes);
    }

    private List<Allocated> allocate(AllocationRequest request, List<Allocation> items) {
        // The key guards against another body; what each item got, the ledger itself remembers.
        idempotency.once("number-allocation", request, () -> String.valueOf(request.requestId()));
        List<Allocated> outcomes = ledger.allocate(items);
        Optional<UUID> one =
                items.size() == 1 ? Optional.of(items.getFirst().itemId()) : Optional.empty();
        audit.record("numbers_allocated", one, "answered");
        return outcomes;
    }
}
