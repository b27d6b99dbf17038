package vn.dancu.card.facts;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.card.applications.Applications;
import vn.dancu.card.cards.Cards;
import vn.dancu.card.cards.EndReason;
import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardApplication.Transition;
import vn.dancu.card.model.Command;
import vn.dancu.card.model.Officer;

/**
 * What facts do to cards and applications, within a transaction. The application is locked before
 * the card, as at delivery: a delivery that is just being made is waited for, and its card ends
 * too.
 */
@Component
class Consequences {
    /** Who acts where no officer does. */
    static final String OFFICER = "card-issuance-service";

    private final Applications applications;
    private final Cards cards;

    Consequences(Applications applications, Cards cards) {
        this.applications = applications;
        this.cards = cards;
    }

    /** No card any more: what is in force ends, what is under way stops. */
    void end(UUID person, EndReason reason, Instant at) {
        applications.lockOpen(person).ifPresent(open -> stop(open, reason, at));
        cards.revokeActive(person, reason, at);
    }

    private void stop(CardApplication open, EndReason reason, Instant at) {
        applications.store(open.stop(at), Command.STOP, OFFICER, Optional.of(reason.code()));
        open.cardId().ifPresent(card -> cards.voidProduced(open.personId(), card, reason, at));
    }

    /** The card shows what is in force no more; what is under way is corrected. */
    void revoke(UUID person, EndReason reason, Instant at) {
        giveBack(person, reason, at);
        cards.revokeActive(person, reason, at);
    }

    /**
     * What was handed in goes back for correction; a card that was made of it is void and is
     * destroyed. What is still at the counter reads the record again by itself.
     */
    void giveBack(UUID person, EndReason reason, Instant at) {
        applications
                .lockOpen(person)
                .filter(open -> !open.state().isAtCounter())
                .filter(open -> open.state() != ApplicationState.RETURNED)
                .ifPresent(open -> giveBack(open, reason, at));
    }

    private void giveBack(CardApplication open, EndReason reason, Instant at) {
        Optional<String> why = Optional.of(reason.code());
        if (open.state().hasMadeCard()) {
            Transition recalled = open.recall(at);
            applications.store(recalled, Command.RECALL, OFFICER, why);
            cards.voidProduced(
                    open.personId(), open.cardId().orElseThrow(), EndReason.RECORD_CHANGED, at);
        } else {
            Officer service = new Officer(OFFICER, Optional.empty());
            applications.store(open.returnForCorrection(service, at), Command.RETURN, OFFICER, why);
        }
    }
}
