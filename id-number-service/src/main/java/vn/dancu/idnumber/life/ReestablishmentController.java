package vn.dancu.idnumber.life;

import java.util.Optional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.requests.AnsweredRequests;
import vn.dancu.idnumber.settings.GenerationSettings;
import vn.dancu.platform.audit.AuditRecords;

/** Gives the register of population the new number of a person, at once. */
@RestController
class ReestablishmentController {
    private final Reestablishments reestablishments;
    private final AnsweredRequests requests;
    private final LedgerTransactions transactions;
    private final AuditRecords audit;
    private final GenerationSettings generation;

    ReestablishmentController(
            Reestablishments reestablishments,
            AnsweredRequests requests,
            LedgerTransactions transactions,
            AuditRecords audit,
            GenerationSettings generation) {
        this.reestablishments = reestablishments;
        this.requests = requests;
        this.transactions = transactions;
        this.audit = audit;
        this.generation = generation;
    }

    @PostMapping("/internal/id-numbers/v1/reestablishments")
    ReestablishmentAnswer reestablish(@RequestBody ReestablishmentRequest request) {
        ReestablishmentOrder order = request.read(generation.generating());
        return transactions.run(
                () -> {
                    audit.record(
                            "number_reestablish",
                            Optional.of(order.personId()),
                            order.reason().code());
                    return requests.once(
                            order.requestId(),
                            "reestablishment",
                            order,
                            ReestablishmentAnswer.class,
                            () -> reestablishments.apply(order));
                });
    }
}
