package vn.dancu.card.signing;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.card.model.Officer;
import vn.dancu.card.officers.ActingOfficer;
import vn.dancu.card.signing.PkiProposals.Order;
import vn.dancu.card.signing.PkiProposals.Proposal;
import vn.dancu.card.signing.PkiProposals.State;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/**
 * What is done to signers takes two officers: who holds the keys of a nation's cards must not be
 * able to make, or to end, a signer alone.
 */
@Service
class PkiDesk {
    private final PkiProposals proposals;
    private final Signers signers;
    private final ActingOfficer officers;
    private final AuditRecords audit;
    private final Clock clock;

    PkiDesk(
            PkiProposals proposals,
            Signers signers,
            ActingOfficer officers,
            AuditRecords audit,
            Clock clock) {
        this.proposals = proposals;
        this.signers = signers;
        this.officers = officers;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @throws ProblemException 404 {@code signer_not_found}; 409 {@code signer_revoked}, {@code
     *     proposal_open}
     */
    @Transactional
    Proposal propose(Order order) {
        Officer officer = officers.current();
        order.certificateId().ifPresent(signers::requireRevocable);
        UUID id = proposals.add(order, officer.name(), clock.instant());
        audit.record("pki_" + name(order), Optional.empty(), "proposed");
        return find(id);
    }

    /**
     * Does what was proposed.
     *
     * @throws ProblemException 422 {@code second_officer_required}; 409 {@code proposal_decided},
     *     and what the command itself refuses
     */
    @Transactional
    Proposal approve(UUID proposalId) {
        Proposal proposal = open(proposalId);
        Officer second = officers.second(proposal.proposedBy(), Optional.empty());
        Optional<UUID> issued = signers.carryOut(proposal, second.name());
        proposals.decide(
                proposalId,
                State.APPROVED,
                second.name(),
                Optional.empty(),
                issued,
                clock.instant());
        audit.record("pki_" + name(proposal), Optional.empty(), "approved");
        return find(proposalId);
    }

    /**
     * @throws ProblemException 422 {@code second_officer_required}; 409 {@code proposal_decided}
     */
    @Transactional
    Proposal refuse(UUID proposalId, String note) {
        Proposal proposal = open(proposalId);
        Officer second = officers.second(proposal.proposedBy(), Optional.empty());
        proposals.decide(
                proposalId,
                State.REFUSED,
                second.name(),
                Optional.of(note),
                Optional.empty(),
                clock.instant());
        audit.record("pki_" + name(proposal), Optional.empty(), "refused");
        return find(proposalId);
    }

    private Proposal open(UUID proposalId) {
        Proposal proposal = proposals.lock(proposalId).orElseThrow(PkiDesk::notFound);
        if (proposal.state() != State.PROPOSED) {
            throw ProblemException.conflict(
                    "proposal_decided", "The proposal has been decided already.");
        }
        return proposal;
    }

    Proposal find(UUID proposalId) {
        return proposals.find(proposalId).orElseThrow(PkiDesk::notFound);
    }

    List<Proposal> list(State state, int limit) {
        return proposals.list(state, limit);
    }

    private static String name(Order order) {
        return name(order.command());
    }

    private static String name(Proposal proposal) {
        return name(proposal.command());
    }

    private static String name(PkiProposals.Command command) {
        return command.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static ProblemException notFound() {
        return ProblemException.notFound("proposal_not_found", "There is no such proposal.");
    }
}
