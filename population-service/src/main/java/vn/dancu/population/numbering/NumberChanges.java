package vn.dancu.population.numbering;

import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;

/**
 * Hears what became of numbers at id-number-service. What was not asked for here, an officer
 * decided there: then the record looks how its number stands.
 */
@Component
public class NumberChanges implements EventHandler {
    static final String TOPIC = "idnumber.numbers.v1";

    private final NumberTasks tasks;

    NumberChanges(NumberTasks tasks) {
        this.tasks = tasks;
    }

    @Override
    public String name() {
        return "number-changes";
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public Set<String> types() {
        return Set.of(
                "idnumber.number-reestablished.v1",
                "idnumber.number-state-changed.v1",
                "idnumber.number-transferred.v1");
    }

    @Override
    public void handle(IncomingEvent event) {
        if (!tasks.isOurs(UUID.fromString(event.data().required("requestId").asString()))) {
            tasks.refresh(UUID.fromString(event.data().required("personId").asString()));
        }
    }
}
