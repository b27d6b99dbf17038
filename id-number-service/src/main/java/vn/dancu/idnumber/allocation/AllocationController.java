package vn.dancu.idnumber.allocation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
    private static final String ANSWERED = "answered";

    private final NumberLedger ledger;
    private final Batches batches;
    private final GroupedAllocations groups;
    private final LedgerTransactions transactions;
    private final IdempotencyKeys idempotency;
    private final AuditRecords audit;
    private final NumberSettings settings;
    private final GenerationSettings generation;
    private final OutcomeMetrics metrics;

    AllocationController(
            NumberLedger ledger,
            Batches batches,
            GroupedAllocations groups,
            LedgerTransactions transactions,
            IdempotencyKeys idempotency,
            AuditRecords audit,
            NumberSettings settings,
            GenerationSettings generation,
            OutcomeMetrics metrics) {
        this.ledger = ledger;
        this.batches = batches;
        this.groups = groups;
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
        return answer(request, null, Recording.ONE_OR_NOBODY, ledger::allocate);
    }

    /** Whoever asks from outside may learn the number of each person named: each is recorded. */
    @PostMapping("/id-numbers/v1/allocations")
    AllocationAnswer allocateOutside(@RequestBody AllocationRequest request) {
        return answer(
                request,
                request.requestId(),
                Recording.EACH,
                items -> batches.allocate(requestId(request), items));
    }

    private static UUID requestId(AllocationRequest request) {
        return Objects.requireNonNull(request.requestId(), "refused when it was read");
    }

    private AllocationAnswer answer(
            AllocationRequest request,
            @Nullable UUID keptAs,
            Recording recording,
            Allocating allocating) {
        List<Allocation> items = request.read(settings.maxItems(), generation.generating());
        List<Allocated> outcomes =
                inAGroup(items, keptAs, recording)
                        .orElseGet(
                                () ->
                                        transactions.run(
                                                () ->
                                                        allocate(
                                                                request,
                                                                items,
                                                                recording,
                                                                allocating)));
        metrics.count("allocations", outcomes.stream().map(Allocated::outcome));
        return new AllocationAnswer(outcomes);
    }

    /** Few items and no key of idempotency, which belongs into the caller's own transaction. */
    private Optional<List<Allocated>> inAGroup(
            List<Allocation> items, @Nullable UUID keptAs, Recording recording) {
        if (items.isEmpty() || !groups.fits(items) || idempotency.isKeyed()) {
            return Optional.empty();
        }
        List<AuditRecords.Entry> records = recording.entries(audit, ids(items));
        return groups.allocate(new GroupedAllocations.Asked(keptAs, items, records));
    }

    private List<Allocated> allocate(
            AllocationRequest request,
            List<Allocation> items,
            Recording recording,
            Allocating allocating) {
        // The key guards against another body; what each item got, the ledger itself remembers.
        idempotency.once("number-allocation", request, () -> String.valueOf(request.requestId()));
        List<Allocated> outcomes = allocating.allocate(items);
        recording.record(audit, ids(items));
        return outcomes;
    }

    private static List<UUID> ids(List<Allocation> items) {
        return items.stream().map(Allocation::itemId).toList();
    }

    private interface Allocating {
        List<Allocated> allocate(List<Allocation> items);
    }

    /** Under whom a request is recorded. */
    private enum Recording {
        ONE_OR_NOBODY {
            @Override
            void record(AuditRecords audit, List<UUID> persons) {
                audit.record(ACTION, one(persons), ANSWERED);
            }

            @Override
            List<AuditRecords.Entry> entries(AuditRecords audit, List<UUID> persons) {
                return List.of(audit.entry(ACTION, one(persons), ANSWERED));
            }

            private static Optional<UUID> one(List<UUID> persons) {
                return persons.size() == 1 ? Optional.of(persons.getFirst()) : Optional.empty();
            }
        },
        EACH {
            @Override
            void record(AuditRecords audit, List<UUID> persons) {
                audit.recordAll(ACTION, persons, ANSWERED);
            }

            @Override
            List<AuditRecords.Entry> entries(AuditRecords audit, List<UUID> persons) {
                return persons.stream()
                        .map(person -> audit.entry(ACTION, Optional.of(person), ANSWERED))
                        .toList();
            }
        };

        abstract void record(AuditRecords audit, List<UUID> persons);

        abstract List<AuditRecords.Entry> entries(AuditRecords audit, List<UUID> persons);
    }
}
