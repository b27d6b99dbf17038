package vn.dancu.population.civilstatus;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.acts.ActDecision;
import vn.dancu.population.acts.ActDesk;
import vn.dancu.population.acts.ActView;

/** Civil-status events: reported by other systems, proposed, decided and annulled by officers. */
@RestController
@RequestMapping("/population/v1/civil-status-events")
class CivilStatusController {
    private final CivilStatusProposals proposals;
    private final ActDesk desk;

    CivilStatusController(CivilStatusProposals proposals, ActDesk desk) {
        this.proposals = proposals;
        this.desk = desk;
    }

    /** The same entry of the books again is the same event. */
    @PostMapping
    ResponseEntity<ActView> propose(@Valid @RequestBody CivilStatusRequest request) {
        ActView event =
                desk.propose(
                        "civil-status-event",
                        request,
                        request.personId(),
                        () -> proposals.event(request));
        return ResponseEntity.created(
                        URI.create("/population/v1/civil-status-events/" + event.id()))
                .body(event);
    }

    @GetMapping("/{eventId}")
    ActView read(@PathVariable UUID eventId) {
        return desk.read(eventId, CivilStatusActs.NAMES);
    }

    /** Those of a person, the latest first; else those that wait for an officer like the caller. */
    @GetMapping
    ActDesk.Page list(
            @RequestParam(required = false) @Nullable UUID personId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        return personId == null
                ? desk.open(after, CivilStatusActs.NAMES, limit)
                : desk.ofPerson(personId, CivilStatusActs.NAMES, limit);
    }

    /** An officer makes a citizen's request their own; another one approves it. */
    @PostMapping("/{eventId}/take-up")
    ActView takeUp(@PathVariable UUID eventId) {
        return desk.takeUp(eventId, CivilStatusActs.NAMES);
    }

    @PostMapping("/{eventId}/approval")
    ActView approve(@PathVariable UUID eventId) {
        return desk.approve(eventId, CivilStatusActs.NAMES);
    }

    @PostMapping("/{eventId}/refusal")
    ActView refuse(@PathVariable UUID eventId, @Valid @RequestBody ActDecision.Reason reason) {
        return desk.refuse(eventId, reason, CivilStatusActs.NAMES);
    }

    @PostMapping("/{eventId}/withdrawal")
    ActView withdraw(@PathVariable UUID eventId, @Valid @RequestBody ActDecision.Reason reason) {
        return desk.withdraw(eventId, reason, CivilStatusActs.NAMES);
    }

    /** Proposes that it be taken back; the approval of that is an approval like the first one. */
    @PostMapping("/{eventId}/annulment")
    ActView annul(@PathVariable UUID eventId, @Valid @RequestBody ActDecision.Annulment annulment) {
        List<Violation> violations = new ArrayList<>();
        proposals.checkEvidence(annulment.evidence(), violations);
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        return desk.annul(eventId, annulment, CivilStatusActs.NAMES);
    }
}
