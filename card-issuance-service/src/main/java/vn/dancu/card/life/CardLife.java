package vn.dancu.card.life;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.card.cards.CardHead;
import vn.dancu.card.cards.Lives;
import vn.dancu.card.cards.Lives.Cause;
import vn.dancu.card.model.CardCommand;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.card.model.CardState;
import vn.dancu.card.model.LifeReason;
import vn.dancu.card.model.Officer;
import vn.dancu.card.officers.ActingOfficer;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/**
 * What officers and holders do with cards. What is grave is only proposed here: another officer
 * decides on it.
 */
@Service
public class CardLife {
    private final Lives lives;
    private final Proposals proposals;
    private final ActingOfficer officers;
    private final Callers callers;
    private final IdempotencyKeys keys;
    private final AuditRecords audit;
    private final Clock clock;

    CardLife(
            Lives lives,
            Proposals proposals,
            ActingOfficer officers,
            Callers callers,
            IdempotencyKeys keys,
            AuditRecords audit,
            Clock clock) {
        this.lives = lives;
        this.proposals = proposals;
        this.officers = officers;
        this.callers = callers;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * An order for a card.
     *
     * @param version the version of the card that the officer saw; none where an interface has none
     * @param evidence what it rests on: the number of a decision, a record, a statement
     */
    public record Order(
            UUID cardId,
            CardCommand command,
            @Nullable Integer version,
            LifeReason reason,
            String evidence) {
        @Override
        public String toString() {
            return "Order[" + cardId + " " + command + "]";
        }
    }

    /** The card, and the proposal where another officer has to decide. */
    public record Outcome(CardHead card, Optional<UUID> proposalId) {}

    /** Takes a step, or proposes it. */
    @Transactional
    public Outcome order(Order order) {
        order.reason().requireFor(order.command());
        Officer officer = officers.current();
        CardHead card = locked(order.cardId());
        officers.requireNotOwn(officer, Optional.of(card.personId()));
        String id =
                keys.once(
                        "card-life-" + order.command(), order, () -> ordered(order, officer, card));
        CardHead now = lives.find(order.cardId()).orElseThrow(CardLife::notFound);
        return new Outcome(now, id.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(id)));
    }

    private String ordered(Order order, Officer officer, CardHead card) {
        requireVersion(order.version(), card);
        order.command().from(card.state());
        if (order.command().needsSecondOfficer()) {
            audit("card_" + code(order.command()) + "_proposed", card);
            return proposals.add(card, order, officer.name(), clock.instant()).toString();
        }
        audit("card_" + code(order.command()), card);
        lives.take(
                card,
                order.command(),
                new Cause(
                        order.reason().code(),
                        Optional.of(order.evidence()),
                        officer.name(),
                        Optional.empty()),
                clock.instant());
        return "";
    }

    private static void requireVersion(@Nullable Integer version, CardHead card) {
        if (version != null && version != card.version()) {
            throw CardRuleException.stale("the card has changed since it was read");
        }
    }

    /** The second officer's decision: what was proposed happens now, if it is still possible. */
    @Transactional
    public CardHead approve(UUID proposalId) {
        Proposals.Proposal seen = open(proposalId);
        CardHead card = locked(seen.cardId());
        Proposals.Proposal proposal = proposals.lock(proposalId);
        Officer second = officers.second(proposal.proposedBy(), Optional.of(card.personId()));
        proposals.decide(
                proposal,
                Proposals.State.APPROVED,
                second.name(),
                Optional.empty(),
                clock.instant());
        audit("card_" + code(proposal.command()), card);
        return lives.take(
                card,
                proposal.command(),
                new Cause(
                        proposal.reason(),
                        Optional.of(proposal.evidence()),
                        proposal.proposedBy(),
                        Optional.of(second.name())),
                clock.instant());
    }

    /** The second officer says no, or the first takes it back. */
    @Transactional
    public void close(UUID proposalId, Proposals.State state, String note) {
        Proposals.Proposal seen = open(proposalId);
        CardHead card = locked(seen.cardId());
        Proposals.Proposal proposal = proposals.lock(proposalId);
        Officer officer =
                state == Proposals.State.REFUSED
                        ? officers.second(proposal.proposedBy(), Optional.of(card.personId()))
                        : officers.current();
        if (state == Proposals.State.WITHDRAWN && !officer.name().equals(proposal.proposedBy())) {
            throw ProblemException.forbidden(
                    "not_the_proposer", "Only who proposed it takes it back.");
        }
        proposals.decide(proposal, state, officer.name(), Optional.of(note), clock.instant());
    }

    private Proposals.Proposal open(UUID proposalId) {
        return proposals
                .find(proposalId)
                .orElseThrow(
                        () ->
                                ProblemException.notFound(
                                        "proposal_not_found", "There is no such proposal."));
    }

    /** What a holder says about a lost card, through the portal. */
    public record Loss(LifeReason kind, Optional<String> circumstances) {}

    /**
     * Reports the loss of a person's card. A second report changes nothing and is answered alike.
     *
     * @throws ProblemException 403 {@code not_own_card} unless the caller's token is bound to the
     *     person; 409 {@code no_card_in_force}
     */
    @Transactional
    public CardHead reportLoss(UUID personId, Loss loss) {
        if (!personId.equals(callers.current().person())) {
            throw ProblemException.forbidden(
                    "not_own_card", "A citizen reports the loss of their own card.");
        }
        loss.kind().requireFor(CardCommand.REPORT_LOST);
        List<CardHead> living = lives.lockOf(personId, Lives.living());
        if (living.isEmpty()) {
            throw ProblemException.conflict(
                    "no_card_in_force", "The person has no card that could be lost.");
        }
        CardHead card = living.getFirst();
        audit("card_loss_reported", card);
        if (card.state() == CardState.LOST) {
            return card;
        }
        return lives.take(
                card,
                CardCommand.REPORT_LOST,
                new Cause(
                        loss.kind().code(),
                        loss.circumstances(),
                        callers.current().clientId(),
                        Optional.empty()),
                clock.instant());
    }

    /** The card and its steps, recorded as a read. */
    @Transactional
    public List<Lives.Step> steps(UUID cardId) {
        CardHead card = readable(cardId, "card_life_read");
        return lives.steps(card);
    }

    /** A card that the caller may see, recorded as a read. */
    @Transactional
    public CardHead readable(UUID cardId, String action) {
        CardHead card = lives.find(cardId).orElseThrow(CardLife::notFound);
        officers.requireTerritory(card.residence());
        audit(action, card);
        return card;
    }

    /** The cards of a person that the caller may see, recorded as a read. */
    @Transactional
    public List<CardHead> readableOf(UUID personId) {
        return recorded(lives.of(personId));
    }

    /** The card with a serial, if the caller may see it; recorded as a read. */
    @Transactional
    public List<CardHead> readableBySerial(String serial) {
        return recorded(lives.bySerial(serial).stream().toList());
    }

    private List<CardHead> recorded(List<CardHead> found) {
        List<CardHead> mine =
                found.stream().filter(card -> officers.covers(card.residence())).toList();
        mine.forEach(card -> audit("card_found", card));
        return mine;
    }

    private CardHead locked(UUID cardId) {
        CardHead card = lives.lock(cardId).orElseThrow(CardLife::notFound);
        officers.requireTerritory(card.residence());
        return card;
    }

    private void audit(String action, CardHead card) {
        audit.record(action, Optional.of(card.personId()), "done");
    }

    private static String code(CardCommand command) {
        return command.name().toLowerCase(Locale.ROOT);
    }

    static ProblemException notFound() {
        return ProblemException.notFound("card_not_found", "There is no such card.");
    }
}
