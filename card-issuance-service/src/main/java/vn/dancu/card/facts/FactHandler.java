package vn.dancu.card.facts;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.springframework.stereotype.Component;
import vn.dancu.card.cards.EndReason;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;

/**
 * Hears what happened to people. A death, a merger and a new number take effect at once, from the
 * event alone; for the rest the record is read, and for these too.
 */
@Component
class FactHandler implements EventHandler {
    /** Lines that a card shows, or that decide whether there may be one. */
    private static final Set<String> LINES =
            Set.of(
                    "name",
                    "dateOfBirth",
                    "sex",
                    "nationality",
                    "origin",
                    "permanentResidence",
                    "status",
                    "death",
                    "missing",
                    "number",
                    "numberStatus",
                    "closed",
                    "mergedInto",
                    "oldNumber");

    private final Consequences consequences;
    private final FactQuestions questions;
    private final Clock clock;

    FactHandler(Consequences consequences, FactQuestions questions, Clock clock) {
        this.consequences = consequences;
        this.questions = questions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "card-after-death";
    }

    @Override
    public String topic() {
        return "population.persons.v1";
    }

    @Override
    public Set<String> types() {
        return Set.of(
                "population.person-died.v1",
                "population.person-death-annulled.v1",
                "population.person-merged.v1",
                "population.person-merge-undone.v1",
                "population.person-renumbered.v1",
                "population.person-changed.v1");
    }

    /** Not those of lines that no card shows, nor of people who never had anything to do here. */
    @Override
    public List<IncomingEvent> concerning(List<IncomingEvent> events) {
        List<IncomingEvent> mattering = events.stream().filter(FactHandler::matters).toList();
        if (mattering.isEmpty()) {
            return mattering;
        }
        Set<UUID> known = questions.known(mattering.stream().map(FactHandler::person).toList());
        return mattering.stream().filter(event -> known.contains(person(event))).toList();
    }

    @Override
    public void handle(IncomingEvent event) {
        UUID person = person(event);
        Instant at = clock.instant();
        switch (event.type()) {
            case "population.person-died.v1" -> consequences.end(person, EndReason.PERSON_DIED, at);
            case "population.person-merged.v1" -> {
                consequences.end(person, EndReason.RECORD_MERGED, at);
                questions.ask(person, at);
            }
            default -> {
                if (matters(event)) {
                    questions.ask(person, at);
                }
            }
        }
    }

    private static UUID person(IncomingEvent event) {
        return UUID.fromString(event.data().path("personId").asString());
    }

    private static boolean matters(IncomingEvent event) {
        return !event.type().equals("population.person-changed.v1")
                || StreamSupport.stream(event.data().path("changed").spliterator(), false)
                        .anyMatch(line -> LINES.contains(line.asString()));
    }
}
