package vn.dancu.idnumber.registration;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.ledger.Outcome;
import vn.dancu.idnumber.ledger.Registration;
import vn.dancu.idnumber.settings.NumberSettings;

/** Takes numbers from the register of population; nobody outside brings numbers of their own. */
@RestController
class RegistrationController {
    private final NumberLedger ledger;
    private final LedgerTransactions transactions;
    private final NumberSettings settings;
    private final MeterRegistry metrics;

    RegistrationController(
            NumberLedger ledger,
            LedgerTransactions transactions,
            NumberSettings settings,
            MeterRegistry metrics) {
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
            Outcome outcome = outcomes.get(i);
            answered.add(new RegistrationAnswer.Item(items.get(i).itemId(), outcome));
            metrics.counter("dancu.numbers.registrations", "outcome", outcome.code()).increment();
        }
        return new RegistrationAnswer(answered);
    }
}
