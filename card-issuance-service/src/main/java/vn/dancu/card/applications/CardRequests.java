package vn.dancu.card.applications;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;

/** Applications as other features file and watch them: dossiers of the field, OSIA. */
@Component
public class CardRequests {
    private final ApplicationDesk desk;
    private final Applications applications;
    private final ApplicationSteps steps;

    CardRequests(ApplicationDesk desk, Applications applications, ApplicationSteps steps) {
        this.desk = desk;
        this.applications = applications;
        this.steps = steps;
    }

    /**
     * @param portrait base64
     * @param unit code of the unit that hands the card out
     */
    public record Wanted(
            UUID personId,
            CardKind kind,
            Optional<CardReason> reason,
            Optional<String> features,
            Optional<String> portrait,
            Optional<String> unit) {
        /** Handed out where it is made. */
        public Wanted(
                UUID personId,
                CardKind kind,
                Optional<CardReason> reason,
                Optional<String> features,
                Optional<String> portrait) {
            this(personId, kind, reason, features, portrait, Optional.empty());
        }

        @Override
        public String toString() {
            return "Wanted[" + personId + "]";
        }
    }

    /**
     * Files an application under the rules that hold for officers.
     *
     * @param beside what is stored with it, in the same transaction
     */
    public UUID file(Wanted wanted, Consumer<UUID> beside) {
        return desk.file(
                new ApplicationDesk.Filing(
                        wanted.personId(),
                        wanted.kind(),
                        wanted.reason().orElse(null),
                        wanted.unit().orElse(null),
                        null,
                        wanted.features().orElse(null),
                        wanted.portrait().orElse(null)),
                beside);
    }

    /** How an application came out. */
    public enum Outcome {
        OPEN,
        DELIVERED,
        WITHDRAWN,
        /** Refused, or stopped by a fact of the record. */
        FAILED
    }

    /** What others may know of an application. */
    public record Seen(
            UUID personId, Outcome outcome, Optional<UUID> cardId, Optional<String> unit) {}

    /** An application of the officer's territory. */
    public Seen find(UUID applicationId) {
        CardApplication found = steps.seen(applicationId).application();
        return new Seen(found.personId(), outcome(found.state()), found.cardId(), found.unit());
    }

    private static Outcome outcome(ApplicationState state) {
        if (state.isOpen()) {
            return Outcome.OPEN;
        }
        return switch (state) {
            case DELIVERED -> Outcome.DELIVERED;
            case WITHDRAWN -> Outcome.WITHDRAWN;
            default -> Outcome.FAILED;
        };
    }

    /** Takes an application back on behalf of who asked for it. */
    public void withdraw(UUID applicationId, String note) {
        desk.withdraw(
                applicationId,
                applications
                        .find(applicationId)
                        .orElseThrow(ApplicationSteps::notFound)
                        .application()
                        .version(),
                note);
    }
}
