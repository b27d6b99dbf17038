package vn.dancu.card.facts;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.facts.Invitations.Invitation;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/** Why a citizen is asked to change the card: for the portal and the counter. */
@RestController
@RequestMapping("/cards/v1/persons")
class InvitationsController {
    private final Invitations invitations;
    private final AuditRecords audit;
    private final Callers callers;
    private final TransactionTemplate transactions;

    InvitationsController(
            Invitations invitations,
            AuditRecords audit,
            Callers callers,
            TransactionTemplate transactions) {
        this.invitations = invitations;
        this.audit = audit;
        this.callers = callers;
        this.transactions = transactions;
    }

    @GetMapping("/{personId}/invitations")
    ResponseEntity<Answer> invitations(@PathVariable UUID personId) {
        Caller caller = callers.current();
        // A citizen's token is bound to one person, whose invitations these are.
        if (!caller.hasScope("card.read") && !personId.equals(caller.person())) {
            throw ProblemException.forbidden("forbidden", "A citizen reads their own.");
        }
        Answer answer =
                transactions.execute(
                        status -> {
                            audit.record(
                                    "card_invitations_read", Optional.of(personId), "answered");
                            return new Answer(invitations.of(personId));
                        });
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer);
    }

    /** The latest first, at most a hundred. */
    record Answer(List<Invitation> items) {}
}
