package vn.dancu.card.applications;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.card.cards.Cards;
import vn.dancu.card.cards.EndReason;
import vn.dancu.card.model.Command;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;

/**
 * A death ends the card in force and stops what is under way. The application is locked before the
 * card, as at delivery: a delivery that is just being made is waited for, and its card ends too.
 */
@Component
class DeathHandler implements EventHandler {
    private static final String OFFICER = "card-issuance-service";

    private final Applications applications;
    private final Cards cards;
    private final Clock clock;

    DeathHandler(Applications applications, Cards cards, Clock clock) {
        this.applications = applications;
        this.cards = cards;
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
        return Set.of("population.person-died.v1");
    }

    @Override
    public void handle(IncomingEvent event) {
        UUID person = UUID.fromString(event.data().path("personId").asString());
        Instant at = clock.instant();
        applications
                .lockOpen(person)
                .ifPresent(
                        open -> {
                            applications.store(
                                    open.stop(at), Command.STOP, OFFICER, Optional.empty());
                            open.cardId()
                                    .ifPresent(
                                            card ->
                                                    cards.voidProduced(
                                                            person,
                                                            card,
                                                            EndReason.PERSON_DIED,
                                                            at));
                        });
        cards.revokeActive(person, EndReason.PERSON_DIED, at);
    }
}
