package vn.dancu.idnumber.life;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.problem.ProblemException;

/** Carries out what the agency decides, in the transaction of the decision. */
@Component
class Decisions {
    private final Proposals proposals;
    private final Transitions transitions;
    private final Reestablishments reestablishments;
    private final Transfers transfers;
    private final Clock clock;

    Decisions(
            Proposals proposals,
            Transitions transitions,
            Reestablishments reestablishments,
            Transfers transfers,
            Clock clock) {
        this.proposals = proposals;
        this.transitions = transitions;
        this.reestablishments = reestablishments;
        this.transfers = transfers;
        this.clock = clock;
    }

    /**
     * @param proposal its row is held
     * @throws ProblemException 403 {@code own_proposal}, 409 {@code proposal_decided}, and what
     *     keeps it from being carried out
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void take(Proposal proposal, ProposalState state, String officer, String decision) {
        if (proposal.state() != ProposalState.PROPOSED) {
            throw ProblemException.conflict(
                    "proposal_decided", "This proposal was decided before.");
        }
        if (proposal.proposedBy().equals(officer)) {
            throw ProblemException.forbidden(
                    "own_proposal", "Nobody decides on what they proposed.");
        }
        proposals.decide(proposal.proposalId(), state, officer, decision, clock.instant());
        if (state != ProposalState.APPROVED) {
            return;
        }
        switch (proposal.kind()) {
            case ProposalRequest.CANCEL -> cancel(proposal, officer, decision);
            case ProposalRequest.REESTABLISH -> reestablish(proposal, officer, decision);
            case ProposalRequest.TRANSFER -> transfer(proposal, officer, decision);
            default -> throw new IllegalStateException("a proposal of an unknown kind");
        }
    }

    private void cancel(Proposal proposal, String officer, String decision) {
        var order =
                new LifeOrder(
                        proposal.proposalId(),
                        Objects.requireNonNull(ProposalRequest.cancelReason(proposal.reason())),
                        proposal.evidence(),
                        decision,
                        proposal.proposedBy(),
                        officer,
                        List.of(new LifeOrder.Item(proposal.personId(), proposal.number(), null)));
        String refusal = transitions.apply(order).items().getFirst().code();
        if (refusal != null) {
            throw ProblemException.conflict(refusal, "The number is no longer the person's own.");
        }
    }

    private void reestablish(Proposal proposal, String officer, String decision) {
        reestablishments.apply(
                new ReestablishmentOrder(
                        proposal.proposalId(),
                        proposal.personId(),
                        proposal.number(),
                        Objects.requireNonNull(proposal.bucket()),
                        Objects.requireNonNull(
                                ProposalRequest.reestablishmentReason(proposal.reason())),
                        proposal.evidence(),
                        decision,
                        proposal.proposedBy(),
                        officer));
    }

    private void transfer(Proposal proposal, String officer, String decision) {
        transfers.apply(
                new TransferOrder(
                        proposal.proposalId(),
                        proposal.number(),
                        proposal.personId(),
                        Objects.requireNonNull(proposal.ownerId()),
                        Objects.requireNonNull(TransferReason.ofCode(proposal.reason())),
                        proposal.evidence(),
                        decision,
                        proposal.proposedBy(),
                        officer));
    }
}
