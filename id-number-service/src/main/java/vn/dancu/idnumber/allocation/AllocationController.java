package vn.dancu.idnumber.allocation;

import java.util.List;
import java.util.Objects;
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
import vn.dancu.idnumber.settings.GenerationSettings;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;

/**
 * Decree 137/2015 Art 14: the number is returned at once. The same request is answered to the
 * register of population inside and to who has the scope {@code idnumber.assign} outside.
 */
@RestController
class AllocationController {
    private static final String ACTION = "numbers_allocated";

    private final NumberLedger ledger;
    private final Batches batches;
    private final LedgerTransactions transactions;
    private final IdempotencyKeys idempotency;
    private final AuditRecords audit;
    private final NumberSettings settings;
    private final GenerationSettings generation;
    private final OutcomeMetrics metrics;

    AllocationController(
            NumberLedger ledger,
            Batches batches,
            LedgerTransactions transactions,
            IdempotencyKeys idempotency,
            AuditRecords audit,
            NumberSettings settings,
            GenerationSettings generation,
            OutcomeMetrics metrics) {
        this.ledger = ledger;
        this.batches = batches;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.audit = audit;
        this.settings = settings;
        this.generation = generation;
        this.metrics = metrics;
    }

    /**
     * The register of population keeps its own record of each person and of each request; here one
     * is enough.
     */
    @PostMapping("/internal/id-numbers/v1/allocations")
    AllocationAnswer allocate(@RequestBody AllocationRequest request) {
        return allocate(request, AllocationController::oneOrNobody, ledger::allocate);
    }

    /** Whoever asks from outside may learn the number of each person named: each is recorded. */
    @PostMapping("/id-numbers/v1/allocations")
    AllocationAnswer allocateOutside(@RequestBody AllocationRequest request) {
        return allocate(
                request,
                AllocationController::each,
                items -> batches.allocate(requestId(request), items));
    }

    private static UUID requestId(AllocationRequest request) {
        return Objects.requireNonNull(request.requestId(), "refused when it was read");
    }

    private AllocationAnswer allocate(
            AllocationRequest request, Recording recording, Allocating allocating) {
        List<Allocation> items = request.read(settings.maxItems(), generation.generating());
        List<Allocated> outcomes =
                transactions.run(() -> allocate(request, items, recording, allocating));
        metrics.count("allocations", outcomes.stream().map(Allocated::outcome));
        return new AllocationAnswer(outcomes);
    }

    private List<Allocated> allocate(
            AllocationRequest request,
            List<Allocation> items,
            Recording recording,
            Allocating allocating) {
        // The key guards against another body; what each item got, the ledger itself remembers.
        idempotency.once("number-allocation", request, () -> String.valueOf(request.requestId()));
        List<Allocated> outcomes = allocating.allocate(items);
        recording.record(audit, items.stream().map(Allocation::itemId).toList());
        return outcomes;
    }

    private static void oneOrNobody(AuditRecords audit, List<UUID> persons) {
        Optional<UUID> one =
                persons.size() == 1 ? Optional.of(persons.getFirst()) : Optional.empty();
        audit.record(ACTION, one, "answered");
    }

    private static void each(AuditRecords audit, List<UUID> persons) {
        audit.recordAll(ACTION, persons, "answered");
    }

    private interface Allocating {
        List<Allocated> allocate(List<Allocation> items);
    }

    private interface Recording {
        void record(AuditRecords audit, List<UUID> persons);
    }
}
