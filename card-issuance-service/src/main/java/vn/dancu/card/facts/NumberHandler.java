package vn.dancu.card.facts;

import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.card.cards.EndReason;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;

/**
 * Hears what became of numbers. A cancelled number ends the card that shows it at once, also where
 * the decision was made at id-number-service itself; for the rest the record is read.
 */
@Component
class NumberHandler implements EventHandler {
    private final Consequences consequences;
    private final FactQuestions questions;
    private final Clock clock;

    NumberHandler(Consequences consequences, FactQuestions questions, Clock clock) {
        this.consequences = consequences;
        this.questions = questions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "card-numbers";
    }

    @Override
    public String topic() {
        return "idnumber.numbers.v1";
    }

    @Override
    public Set<String> types() {
        return Set.of("idnumber.number-state-changed.v1", "idnumber.number-reestablished.v1");
    }

    @Override
    public void handle(IncomingEvent event) {
        UUID person = UUID.fromString(event.data().path("personId").asString());
        Instant at = clock.instant();
        String state = event.data().path("state").asString("");
        if (state.equals("cancelled") || state.equals("withdrawn")) {
            consequences.revoke(person, EndReason.NUMBER_CANCELLED, at);
        }
        questions.ask(person, at);
    }
}
