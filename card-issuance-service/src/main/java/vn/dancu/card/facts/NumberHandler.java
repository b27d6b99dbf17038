package vn.dancu.card.facts;

import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.card.cards.EndReason;
import vn.dancu.card.cards.FactsInForce;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;

/**
 * Hears what became of numbers. A number that was cancelled, or that went to its owner, ends the
 * card that shows it at once, also where the decision was made at id-number-service itself; for the
 * rest the record is read. An event that comes late, after another card came into force, leaves
 * that one to what the record says.
 */
@Component
class NumberHandler implements EventHandler {
    private final Consequences consequences;
    private final FactsInForce inForce;
    private final FactQuestions questions;
    private final Clock clock;

    NumberHandler(
            Consequences consequences, FactsInForce inForce, FactQuestions questions, Clock clock) {
        this.consequences = consequences;
        this.inForce = inForce;
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
        return Set.of(
                "idnumber.number-state-changed.v1",
                "idnumber.number-reestablished.v1",
                "idnumber.number-transferred.v1");
    }

    @Override
    public void handle(IncomingEvent event) {
        UUID person = UUID.fromString(event.data().path("personId").asString());
        Instant at = clock.instant();
        boolean late =
                inForce.of(person).filter(card -> card.since().isAfter(event.time())).isPresent();
        if (losesNumber(event) && !late) {
            consequences.revoke(person, EndReason.NUMBER_CANCELLED, at);
        }
        questions.ask(person, at);
    }

    private static boolean losesNumber(IncomingEvent event) {
        if (event.type().equals("idnumber.number-transferred.v1")) {
            return !event.data().path("gained").asBoolean();
        }
        String state = event.data().path("state").asString("");
        return state.equals("cancelled") || state.equals("withdrawn");
    }
}
