package vn.dancu.population.numbering;

import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;
import vn.dancu.platform.signals.DatabaseSignals;
import vn.dancu.population.record.Persons;

/** Takes the answers of id-number-service into the record, and wakes whoever waits for them. */
@Component
public class NumberOutcomes implements EventHandler {
    static final String TOPIC = "idnumber.outcomes.v1";
    static final String ASSIGNED = "idnumber.number-assigned.v1";
    static final String REFUSED = "idnumber.number-refused.v1";

    private final Persons persons;
    private final NumberRequests requests;
    private final DatabaseSignals signals;

    NumberOutcomes(Persons persons, NumberRequests requests, DatabaseSignals signals) {
        this.persons = persons;
        this.requests = requests;
        this.signals = signals;
    }

    /** The channel that is signalled after the answer for this person has been committed. */
    public static String channel(UUID personId) {
        return "number-" + personId;
    }

    @Override
    public String name() {
        return "number-outcomes";
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public Set<String> types() {
        return Set.of(ASSIGNED, REFUSED);
    }

    @Override
    public void handle(IncomingEvent event) {
        UUID personId = UUID.fromString(event.data().required("personId").asString());
        String evidence = "event " + event.id();
        if (event.type().equals(ASSIGNED)) {
            var number = new PersonalIdNumber(event.data().required("number").asString());
            persons.assignNumber(personId, number, evidence);
        } else {
            persons.refuseNumber(personId, event.data().required("code").asString(), evidence);
        }
        requests.answered(personId);
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        signals.signal(channel(personId));
                    }
                });
    }
}
