package vn.dancu.idnumber.life;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.settings.GenerationSettings;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.security.Territory;

/**
 * Circular 59/2021 Art 6: the commune police collects the evidence and proposes; the head of the
 * agency decides, whose territory is the country.
 */
@RestController
class ProposalController {
    private static final String OPERATION = "number-proposal";

    private final Proposals proposals;
    private final LifeBook book;
    private final Decisions decisions;
    private final LedgerTransactions transactions;
    private final IdempotencyKeys idempotency;
    private final AuditRecords audit;
    private final Callers callers;
    private final NumberSettings settings;
    private final GenerationSettings generation;
    private final Clock clock;

    ProposalController(
            Proposals proposals,
            LifeBook book,
            Decisions decisions,
            LedgerTransactions transactions,
            IdempotencyKeys idempotency,
            AuditRecords audit,
            Callers callers,
            NumberSettings settings,
            GenerationSettings generation,
            Clock clock) {
        this.proposals = proposals;
        this.book = book;
        this.decisions = decisions;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.audit = audit;
        this.callers = callers;
        this.settings = settings;
        this.generation = generation;
        this.clock = clock;
    }

    record DecisionRequest(@Nullable String decision) {}

    /**
     * @param next give it as {@code after} for the next page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Proposal> items, @Nullable UUID next) {}

    @PostMapping("/id-numbers/v1/proposals")
    @ResponseStatus(HttpStatus.CREATED)
    Proposal propose(@RequestBody ProposalRequest request) {
        Caller caller = callers.current();
        String officer = officer(caller);
        if (caller.territory().equals(Territory.NONE)) {
            throw outside();
        }
        ProposalRequest.Content content = request.read(generation.generating());
        requireOthers(caller, content.people());
        return transactions.run(
                () -> {
                    String id =
                            idempotency.once(
                                    OPERATION, request, () -> add(content, caller, officer));
                    return existing(UUID.fromString(id), false);
                });
    }

    private String add(ProposalRequest.Content content, Caller caller, String officer) {
        audit.recordAll("number_proposed", content.people(), content.kind());
        requireLiving(content);
        UUID id = UUID.randomUUID();
        Proposal proposal =
                new Proposal(
                        id,
                        content.kind(),
                        content.personId(),
                        content.number(),
                        content.ownerId(),
                        content.bucket(),
                        content.reason(),
                        content.evidence(),
                        ProposalState.PROPOSED,
                        officer,
                        caller.agency(),
                        caller.territory().code(),
                        clock.instant(),
                        null,
                        null,
                        null);
        if (!proposals.add(proposal)) {
            throw ProblemException.conflict(
                    "proposal_open", "A proposal about this number is not decided yet.");
        }
        return id.toString();
    }

    /** What can no longer be done is refused to the commune at once, not to the agency later. */
    private void requireLiving(ProposalRequest.Content content) {
        Standing standing = book.hold(List.of(content.number())).get(content.number());
        if (content.kind().equals(ProposalRequest.TRANSFER)) {
            Transfers.requireTransferable(content.personId(), standing);
            return;
        }
        if (standing == null || !standing.owner().equals(content.personId())) {
            throw ProblemException.conflict(
                    "number_not_of_person", "The number is not this person's.");
        }
        if (!standing.isLiving()) {
            throw ProblemException.conflict(
                    standing.life().whyNotLiving(), "The number is no longer the person's own.");
        }
    }

    @PostMapping("/id-numbers/v1/proposals/{proposalId}/approval")
    Proposal approve(@PathVariable UUID proposalId, @RequestBody DecisionRequest request) {
        return decide(proposalId, request, ProposalState.APPROVED);
    }

    @PostMapping("/id-numbers/v1/proposals/{proposalId}/refusal")
    Proposal refuse(@PathVariable UUID proposalId, @RequestBody DecisionRequest request) {
        return decide(proposalId, request, ProposalState.REFUSED);
    }

    private Proposal decide(UUID id, DecisionRequest request, ProposalState state) {
        Caller caller = callers.current();
        String officer = officer(caller);
        if (!caller.territory().equals(Territory.COUNTRY)) {
            throw outside();
        }
        Checks checks = new Checks();
        String decision = checks.text("/decision", request.decision());
        checks.done();
        return transactions.run(
                () -> {
                    Proposal proposal = existing(id, true);
                    audit.recordAll("number_decided", proposal.people(), state.code());
                    requireOthers(caller, proposal.people());
                    decisions.take(proposal, state, officer, decision);
                    return existing(id, false);
                });
    }

    @GetMapping("/id-numbers/v1/proposals/{proposalId}")
    @Transactional
    public Proposal read(@PathVariable UUID proposalId) {
        Proposal proposal = existing(proposalId, false);
        if (!sees(proposal.territory())) {
            throw notFound();
        }
        audit.recordAll("number_proposal_read", proposal.people(), "answered");
        return proposal;
    }

    @GetMapping("/id-numbers/v1/proposals")
    @Transactional
    public Page list(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > settings.maxPage()) {
            throw badParameter("?limit");
        }
        Territory territory = callers.current().territory();
        String only = territory.equals(Territory.COUNTRY) ? null : territory.code();
        List<Proposal> found = proposals.page(state(state), only, after, limit + 1);
        boolean more = found.size() > limit;
        List<Proposal> page = more ? found.subList(0, limit) : found;
        audit.recordAll(
                "number_proposal_read",
                page.stream().flatMap(one -> one.people().stream()).distinct().toList(),
                "answered");
        return new Page(page, more ? page.getLast().proposalId() : null);
    }

    private static @Nullable ProposalState state(@Nullable String code) {
        if (code == null) {
            return null;
        }
        try {
            return ProposalState.ofCode(code);
        } catch (IllegalArgumentException e) {
            throw badParameter("?state");
        }
    }

    private static ProblemException badParameter(String pointer) {
        return ProblemException.badRequest(
                "invalid_parameter", "A parameter of the request breaks its rule.", pointer);
    }

    private boolean sees(String territory) {
        Territory own = callers.current().territory();
        return own.equals(Territory.COUNTRY) || own.code().equals(territory);
    }

    private Proposal existing(UUID id, boolean hold) {
        return proposals.find(id, hold).orElseThrow(ProposalController::notFound);
    }

    private static ProblemException notFound() {
        return ProblemException.notFound("proposal_not_found", "There is no such proposal.");
    }

    private static String officer(Caller caller) {
        return Optional.ofNullable(caller.officer())
                .orElseThrow(
                        () ->
                                ProblemException.forbidden(
                                        "officer_needed", "An officer does this, in person."));
    }

    private static void requireOthers(Caller caller, List<UUID> people) {
        UUID own = caller.person();
        if (own != null && people.contains(own)) {
            throw ProblemException.forbidden("own_record", "Nobody decides on the own record.");
        }
    }

    private static ProblemException outside() {
        return ProblemException.forbidden(
                "outside_territory", "This is not for an officer of your territory.");
    }
}
