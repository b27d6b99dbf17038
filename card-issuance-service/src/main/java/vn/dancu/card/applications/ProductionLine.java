package vn.dancu.card.applications;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.card.cards.Cards;
import vn.dancu.card.cards.EndReason;
import vn.dancu.card.cards.NewCard;
import vn.dancu.card.cards.Production;
import vn.dancu.card.fingerprints.Fingerprints;
import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.card.model.Command;
import vn.dancu.card.model.Place;
import vn.dancu.card.population.ChipLines;
import vn.dancu.card.population.ChipRecord;
import vn.dancu.platform.problem.ProblemException;

/** What production runs do with applications: the steps that machines take, not officers. */
@Component
public class ProductionLine {
    private static final String NATIONWIDE = "VN";

    private final Applications applications;
    private final RecordCheck record;
    private final ChipRecord chipRecord;
    private final Production production;
    private final Cards cards;
    private final Fingerprints fingerprints;
    private final TimeOrderedIds ids;
    private final Clock clock;

    ProductionLine(
            Applications applications,
            RecordCheck record,
            ChipRecord chipRecord,
            Production production,
            Cards cards,
            Fingerprints fingerprints,
            TimeOrderedIds ids,
            Clock clock) {
        this.applications = applications;
        this.record = record;
        this.chipRecord = chipRecord;
        this.production = production;
        this.cards = cards;
        this.fingerprints = fingerprints;
        this.ids = ids;
        this.clock = clock;
    }

    /** An application whose card may be made. */
    public record Ready(UUID applicationId, UUID personId) {}

    /**
     * A card that is worked out and not stored yet.
     *
     * @param seen the application as it was when the record agreed with it
     */
    public record Prepared(
            UUID applicationId,
            int seen,
            NewCard card,
            Place residence,
            ChipLines lines,
            Fingerprints.ForChip fingers,
            Instant at) {
        @Override
        public String toString() {
            return "Prepared[" + applicationId + "]";
        }
    }

    /** Approved applications in the order of filing. */
    public List<Ready> ready(Optional<String> province, Optional<UUID> after, int limit) {
        return applications
                .page(ApplicationState.APPROVED, province.orElse(NATIONWIDE), after, limit)
                .stream()
                .map(found -> new Ready(found.applicationId(), found.personId()))
                .toList();
    }

    /**
     * Asks the record again, outside any transaction: a card is made only if the record still says
     * what was approved.
     *
     * @throws ProblemException if it does not, or does not answer (503)
     */
    public Prepared prepare(UUID applicationId) {
        ApplicationFile file =
                applications.find(applicationId).orElseThrow(ApplicationSteps::notFound);
        Instant at = clock.instant();
        UUID cardId = ids.at(at);
        file.application().personalise(cardId, at);
        record.unchanged(file, at);
        fingerprints.requireCaptured(
                applicationId, file.facts().birth(), LocalDate.ofInstant(at, Production.ZONE));
        Fingerprints.ForChip fingers = fingerprints.forChip(applicationId);
        ChipLines lines = chipRecord.read(file.application().personId());
        NewCard card =
                production.make(
                        cardId,
                        file.application().personId(),
                        file.facts(),
                        file.features(),
                        file.portrait(),
                        at);
        return new Prepared(
                applicationId,
                file.application().version(),
                card,
                file.residence(),
                lines,
                fingers,
                at);
    }

    /**
     * Stores the card, within the caller's transaction.
     *
     * @return false if the application has changed since it was prepared
     */
    public boolean personalise(Prepared prepared, String officer) {
        CardApplication locked = locked(prepared.applicationId());
        if (locked.version() != prepared.seen()) {
            return false;
        }
        CardApplication.Transition made =
                locked.personalise(prepared.card().cardId(), prepared.at());
        cards.store(prepared.card(), prepared.applicationId(), prepared.residence());
        applications.store(made, Command.PERSONALISE, officer, Optional.empty());
        return true;
    }

    /** Nothing else happens to the application until the caller's transaction ends. */
    public void hold(UUID applicationId) {
        locked(applicationId);
    }

    /**
     * The card was spoilt or called back: it is void, and the application waits for another one.
     * Nothing happens if the application has gone another way.
     *
     * @return whether the card was still here
     */
    public boolean spoil(UUID applicationId, UUID cardId, String officer, String note) {
        CardApplication locked = locked(applicationId);
        Instant at = clock.instant();
        boolean open =
                Command.FAIL_QUALITY.isAllowedFrom(locked.state())
                        && locked.cardId().filter(cardId::equals).isPresent();
        if (open) {
            applications.store(
                    locked.failQuality(at), Command.FAIL_QUALITY, officer, Optional.of(note));
            cards.voidProduced(locked.personId(), cardId, EndReason.SPOILT, at);
        }
        return open;
    }

    private CardApplication locked(UUID applicationId) {
        return applications
                .lock(applicationId)
                .orElseThrow(() -> CardRuleException.stale("the application is gone"))
                .application();
    }
}
