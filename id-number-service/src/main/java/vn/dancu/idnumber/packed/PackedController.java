package vn.dancu.idnumber.packed;

import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.ledger.Allocated;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.ledger.Outcome;
import vn.dancu.idnumber.ledger.OutcomeMetrics;
import vn.dancu.idnumber.ledger.Registration;
import vn.dancu.idnumber.settings.GenerationSettings;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.platform.audit.AuditRecords;

/**
 * The same as {@code allocations} and {@code registrations} for the register of population, in
 * bytes: the text of an item costs more than its number does, and a larger batch holds each bucket
 * once. What an item got, the ledger itself remembers; the same item gets the same for ever.
 */
@RestController
class PackedController {
    private final NumberLedger ledger;
    private final LedgerTransactions transactions;
    private final AuditRecords audit;
    private final NumberSettings settings;
    private final GenerationSettings generation;
    private final OutcomeMetrics metrics;

    PackedController(
            NumberLedger ledger,
            LedgerTransactions transactions,
            AuditRecords audit,
            NumberSettings settings,
            GenerationSettings generation,
            OutcomeMetrics metrics) {
        this.ledger = ledger;
        this.transactions = transactions;
        this.audit = audit;
        this.settings = settings;
        this.generation = generation;
        this.metrics = metrics;
    }

    @PostMapping("/internal/id-numbers/v1/packed-allocations")
    PackedAnswer allocate(@RequestBody PackedRequest request) {
        List<Allocation> items =
                request.toNumber(settings.maxPackedItems(), generation.generating());
        List<Allocated> outcomes =
                transactions.run(
                        () -> {
                            List<Allocated> all = ledger.allocate(items);
                            audit.record("numbers_allocated", Optional.empty(), "answered");
                            return all;
                        });
        metrics.count("allocations", outcomes.stream().map(Allocated::outcome));
        return PackedAnswer.numbered(outcomes);
    }

    @PostMapping("/internal/id-numbers/v1/packed-registrations")
    PackedAnswer register(@RequestBody PackedRequest request) {
        List<Registration> items = request.toRegister(settings.maxPackedItems());
        List<Outcome> outcomes = transactions.run(() -> ledger.register(items));
        metrics.count("registrations", outcomes.stream());
        return PackedAnswer.registered(outcomes);
    }
}
