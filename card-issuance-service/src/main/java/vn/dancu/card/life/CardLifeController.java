package vn.dancu.card.life;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.cards.CardHead;
import vn.dancu.card.cards.Lives;
import vn.dancu.card.model.CardCommand;
import vn.dancu.card.model.CardState;
import vn.dancu.card.model.LifeReason;
import vn.dancu.card.officers.ActingOfficer;
import vn.dancu.platform.problem.ProblemException;

/** The life of cards for officers, and the report of a loss for their holders. */
@RestController
class CardLifeController {
    private static final String CARD = "/cards/v1/cards/{cardId}";
    private static final int MAX_PAGE = 200;

    private final CardLife life;
    private final Proposals proposals;
    private final ActingOfficer officers;

    CardLifeController(CardLife life, Proposals proposals, ActingOfficer officers) {
        this.life = life;
        this.proposals = proposals;
        this.officers = officers;
    }

    /** What an officer orders for a card. */
    record OrderBody(
            @NotNull Integer version,
            @NotNull LifeReason reason,
            @NotBlank @Size(max = 500) String evidence) {}

    /**
     * @param proposalId where a second officer has to decide
     */
    record Answer(UUID cardId, CardState state, int version, Optional<UUID> proposalId) {
        static Answer of(CardHead card, Optional<UUID> proposal) {
            return new Answer(card.cardId(), card.state(), card.version(), proposal);
        }
    }

    @PostMapping(CARD + "/suspension")
    ResponseEntity<Answer> suspend(@PathVariable UUID cardId, @RequestBody @Valid OrderBody body) {
        return order(cardId, CardCommand.SUSPEND, body);
    }

    @PostMapping(CARD + "/reinstatement")
    ResponseEntity<Answer> reinstate(
            @PathVariable UUID cardId, @RequestBody @Valid OrderBody body) {
        return order(cardId, CardCommand.REINSTATE, body);
    }

    @PostMapping(CARD + "/loss")
    ResponseEntity<Answer> lose(@PathVariable UUID cardId, @RequestBody @Valid OrderBody body) {
        return order(cardId, CardCommand.REPORT_LOST, body);
    }

    @PostMapping(CARD + "/recovery")
    ResponseEntity<Answer> recover(@PathVariable UUID cardId, @RequestBody @Valid OrderBody body) {
        return order(cardId, CardCommand.RECOVER, body);
    }

    @PostMapping(CARD + "/revocation")
    ResponseEntity<Answer> revoke(@PathVariable UUID cardId, @RequestBody @Valid OrderBody body) {
        return order(cardId, CardCommand.REVOKE, body);
    }

    @PostMapping(CARD + "/destruction")
    ResponseEntity<Answer> destroy(@PathVariable UUID cardId, @RequestBody @Valid OrderBody body) {
        return order(cardId, CardCommand.DESTROY, body);
    }

    private ResponseEntity<Answer> order(UUID cardId, CardCommand command, OrderBody body) {
        CardLife.Outcome outcome =
                life.order(
                        new CardLife.Order(
                                cardId, command, body.version(), body.reason(), body.evidence()));
        HttpStatus status = outcome.proposalId().isPresent() ? HttpStatus.ACCEPTED : HttpStatus.OK;
        return ResponseEntity.status(status).body(Answer.of(outcome.card(), outcome.proposalId()));
    }

    /** What happened to a card, step by step. */
    record Steps(List<Lives.Step> items) {}

    @GetMapping(CARD + "/steps")
    ResponseEntity<Steps> steps(@PathVariable UUID cardId) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Steps(life.steps(cardId)));
    }

    /** A loss as its holder tells it. */
    record LossBody(@NotNull LifeReason kind, @Nullable @Size(max = 500) String circumstances) {}

    @PostMapping("/cards/v1/persons/{personId}/loss-reports")
    Answer reportLoss(@PathVariable UUID personId, @RequestBody @Valid LossBody body) {
        CardHead card =
                life.reportLoss(
                        personId,
                        new CardLife.Loss(body.kind(), Optional.ofNullable(body.circumstances())));
        return Answer.of(card, Optional.empty());
    }

    /** A proposal as it is shown to officers. */
    record ProposalView(
            UUID proposalId,
            UUID cardId,
            UUID personId,
            CardCommand command,
            String reason,
            String evidence,
            Proposals.State state,
            String proposedBy,
            Instant proposedAt,
            Optional<String> decidedBy,
            Optional<Instant> decidedAt,
            Optional<String> note) {
        static ProposalView of(Proposals.Proposal one) {
            return new ProposalView(
                    one.proposalId(),
                    one.cardId(),
                    one.personId(),
                    one.command(),
                    one.reason(),
                    one.evidence(),
                    one.state(),
                    one.proposedBy(),
                    one.proposedAt(),
                    one.decidedBy(),
                    one.decidedAt(),
                    one.note());
        }
    }

    record ProposalPage(List<ProposalView> items, Optional<UUID> next) {}

    /** Those of the officer's territory; a page may have fewer than asked for. */
    @GetMapping("/cards/v1/card-proposals")
    ProposalPage proposals(
            @RequestParam(defaultValue = "PROPOSED") Proposals.State state,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ProblemException.badRequest(
                    "limit_out_of_range", "A page has 1 to " + MAX_PAGE + " items.");
        }
        List<Proposals.Proposal> page = proposals.list(state, Optional.ofNullable(after), limit);
        Optional<UUID> next =
                page.size() < limit ? Optional.empty() : Optional.of(page.getLast().proposalId());
        return new ProposalPage(
                page.stream()
                        .filter(one -> officers.covers(one.residence()))
                        .map(ProposalView::of)
                        .toList(),
                next);
    }

    @PostMapping("/cards/v1/card-proposals/{proposalId}/approval")
    Answer approve(@PathVariable UUID proposalId) {
        return Answer.of(life.approve(proposalId), Optional.of(proposalId));
    }

    /** Why something is refused or taken back. */
    record NoteBody(@NotBlank @Size(max = 500) String reason) {}

    @PostMapping("/cards/v1/card-proposals/{proposalId}/refusal")
    ResponseEntity<Void> refuse(@PathVariable UUID proposalId, @RequestBody @Valid NoteBody body) {
        life.close(proposalId, Proposals.State.REFUSED, body.reason());
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/cards/v1/card-proposals/{proposalId}/withdrawal")
    ResponseEntity<Void> withdraw(
            @PathVariable UUID proposalId, @RequestBody @Valid NoteBody body) {
        life.close(proposalId, Proposals.State.WITHDRAWN, body.reason());
        return ResponseEntity.noContent().build();
    }
}
