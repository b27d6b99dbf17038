package vn.dancu.card.facts;

import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;

/**
 * Hears that an import of survey cards was taken back. The register does so only while nobody of it
 * has a card or an application; what was begun in the moment between its last look and the closing
 * of the records is found here. The records, which are closed by then, decide.
 */
@Component
class ImportHandler implements EventHandler {
    private final FactQuestions questions;
    private final Clock clock;

    ImportHandler(FactQuestions questions, Clock clock) {
        this.questions = questions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "card-imports";
    }

    @Override
    public String topic() {
        return "population.imports.v1";
    }

    @Override
    public Set<String> types() {
        return Set.of("population.chunk-withdrawn.v1");
    }

    @Override
    public void handle(IncomingEvent event) {
        questions.askBetween(
                UUID.fromString(event.data().path("firstPersonId").asString()),
                UUID.fromString(event.data().path("lastPersonId").asString()),
                clock.instant());
    }
}
