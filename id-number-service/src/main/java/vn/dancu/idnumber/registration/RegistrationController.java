package vn.dancu.idnumber.registration;

import java.util.ArrayList;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.ledger.Outcome;
import vn.dancu.idnumber.ledger.OutcomeMetrics;
import vn.dancu.idnumber.ledger.Registration;
import vn.dancu.idnumber.settings.NumberSettings;

/** Takes numbers from the register of population; nobody outside brings numbers of their own. */
@RestController
class RegistrationController {
    private final NumberLedger ledger;
    private final LedgerTransactions transactions;
    private final NumberSettings settings;
    private final OutcomeMetrics metrics;

    RegistrationController(
            NumberLedger ledger,
            LedgerTransactions transactions,
            NumberSettings settings,
            OutcomeMetrics metrics) {
        this.ledger = ledger;
        this.transactions = transactions;
        this.settings = settings;
        this.metrics = metrics;
    }

    @PostMapping("/internal/id-numbers/v1/registrations")
    RegistrationAnswer register(@RequestBody RegistrationRequest request) {
        List<Registration> items = request.read(settings.maxItems());
        List<Outcome> outcomes = transactions.run(() -> ledger.register(items));
        List<RegistrationAnswer.Item> answered = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            answered.add(new RegistrationAnswer.Item(items.get(i).itemId(), outcomes.get(i)));
        }
        metrics.count("registrations", outcomes.stream());
        return new RegistrationAnswer(answered);
    }
}
