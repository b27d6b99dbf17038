package vn.dancu.idnumber.life;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.requests.AnsweredRequests;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.platform.audit.AuditRecords;

/** Takes from the register of population what its civil-status events do to numbers. */
@RestController
class TransitionController {
    private final Transitions transitions;
    private final AnsweredRequests requests;
    private final LedgerTransactions transactions;
    private final AuditRecords audit;
    private final NumberSettings settings;

    TransitionController(
            Transitions transitions,
            AnsweredRequests requests,
            LedgerTransactions transactions,
            AuditRecords audit,
            NumberSettings settings) {
        this.transitions = transitions;
        this.requests = requests;
        this.transactions = transactions;
        this.audit = audit;
        this.settings = settings;
    }

    @PostMapping("/internal/id-numbers/v1/transitions")
    TransitionAnswer transition(@RequestBody TransitionRequest request) {
        LifeOrder order = request.read(settings.maxItems());
        return transactions.run(
                () ->
                        requests.once(
                                order.requestId(),
                                "transition",
                                order,
                                TransitionAnswer.class,
                                () -> apply(order)));
    }

    private TransitionAnswer apply(LifeOrder order) {
        audit.recordAll(
                "number_" + order.reason().command().code(),
                order.items().stream().map(LifeOrder.Item::personId).toList(),
                order.reason().code());
        return transitions.apply(order);
    }
}
