package vn.dancu.population.imports;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.population.acts.Evidence;

/** Takes a wrong import back as a whole: proposed, decided by a second officer, watched. */
@RestController
@RequestMapping("/population/v1/imports/{importId}")
class WithdrawalsController {
    private static final String TEXT = "(?s).{1,500}";

    private final WithdrawalDesk desk;

    WithdrawalsController(WithdrawalDesk desk) {
        this.desk = desk;
    }

    /**
     * @param reason why the import is wrong, without personal data
     */
    record Proposal(
            @NotNull @Pattern(regexp = TEXT, message = "1 to 500 characters") String reason,
            @NotNull @Valid Evidence evidence) {}

    record Remark(
            @NotNull @Pattern(regexp = TEXT, message = "1 to 500 characters") String reason) {}

    @GetMapping("/dependents")
    Dependents.Report dependents(@PathVariable UUID importId) {
        return desk.dependents(importId);
    }

    @GetMapping("/withdrawal")
    Withdrawal withdrawal(@PathVariable UUID importId) {
        return desk.find(importId);
    }

    @PostMapping("/withdrawal")
    ResponseEntity<Withdrawal> propose(
            @PathVariable UUID importId, @Valid @RequestBody Proposal proposal) {
        return ResponseEntity.created(
                        URI.create("/population/v1/imports/" + importId + "/withdrawal"))
                .body(desk.propose(importId, proposal.reason(), proposal.evidence()));
    }

    @PostMapping("/withdrawal/approval")
    ResponseEntity<Withdrawal> approve(@PathVariable UUID importId) {
        return ResponseEntity.accepted().body(desk.approve(importId));
    }

    @PostMapping("/withdrawal/refusal")
    Withdrawal refuse(@PathVariable UUID importId, @Valid @RequestBody Remark remark) {
        return desk.refuse(importId, remark.reason());
    }

    @PostMapping("/withdrawal/retraction")
    Withdrawal retract(@PathVariable UUID importId, @Valid @RequestBody Remark remark) {
        return desk.retract(importId, remark.reason());
    }
}
