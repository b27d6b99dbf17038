package vn.dancu.card.applications;

import org.springframework.stereotype.Component;

import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Applications as other features file and watch them: dossiers of the field, OSIA. */
@Component
public class CardRequests {
    private final ApplicationDesk desk;
    private final Applications applications;

    CardRequests(ApplicationDesk desk, Applications applications) {
        this.desk = desk;
        this.applications = applications;
    }

    /**
     * @param portrait base64
     */
    public record Wanted(
            UUID personId,
            CardKind kind,
            Optional<CardReason> reason,
            Optional<String> features,
            Optional<String> portrait) {
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
    public record Seen(UUID personId, Outcome outcome, Optional<UUID> cardId) {}

    /** An application of the officer's territory. */
    public Seen find(UUID applicationId) {
        CardApplication found = desk.look(applicationId).application();
        return new Seen(found.personId(), outcome(found.state()), found.cardId());
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
                        .orElseThrow(ApplicationDesk::notFound)
                        .application()
                        .version(),
                note);
    }
}
