package vn.dancu.population.merge;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
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
import vn.dancu.population.acts.ActDecision;
import vn.dancu.population.acts.ActDesk;
import vn.dancu.population.acts.ActView;

/** Merges of two records of one person, and their undoing. */
@RestController
@RequestMapping("/population/v1/merges")
class MergesController {
    private final Merges merges;
    private final ActDesk desk;

    MergesController(Merges merges, ActDesk desk) {
        this.merges = merges;
        this.desk = desk;
    }

    @PostMapping
    ResponseEntity<ActView> propose(@Valid @RequestBody MergeRequest request) {
        ActView merge =
                desk.propose("merge", request, request.survivorId(), () -> merges.propose(request));
        return ResponseEntity.created(URI.create("/population/v1/merges/" + merge.id()))
                .body(merge);
    }

    @GetMapping("/{mergeId}")
    ActView read(@PathVariable UUID mergeId) {
        return desk.read(mergeId, MergeActs.NAMES);
    }

    /** Those of a person, the latest first; else those that wait for an officer like the caller. */
    @GetMapping
    ActDesk.Page list(
            @RequestParam(required = false) @Nullable UUID personId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        return personId == null
                ? desk.open(after, MergeActs.NAMES, limit)
                : desk.ofPerson(personId, MergeActs.NAMES, limit);
    }

    @PostMapping("/{mergeId}/approval")
    ActView approve(@PathVariable UUID mergeId) {
        return desk.approve(mergeId, MergeActs.NAMES);
    }

    @PostMapping("/{mergeId}/refusal")
    ActView refuse(@PathVariable UUID mergeId, @Valid @RequestBody ActDecision.Reason reason) {
        return desk.refuse(mergeId, reason, MergeActs.NAMES);
    }

    @PostMapping("/{mergeId}/withdrawal")
    ActView withdraw(@PathVariable UUID mergeId, @Valid @RequestBody ActDecision.Reason reason) {
        return desk.withdraw(mergeId, reason, MergeActs.NAMES);
    }

    /** Proposes that the merge be undone; its approval is an approval like the first one. */
    @PostMapping("/{mergeId}/annulment")
    ActView annul(@PathVariable UUID mergeId, @Valid @RequestBody ActDecision.Annulment annulment) {
        return desk.annul(mergeId, annulment, MergeActs.NAMES);
    }
}
