package vn.dancu.card.life;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Orders the revocation of all cards of a document signer, and shows how far it is. */
@RestController
@RequestMapping(SignerRevocationsController.PATH)
class SignerRevocationsController {
    static final String PATH = "/cards/v1/signer-revocations";
    private final SignerRevocations jobs;

    SignerRevocationsController(SignerRevocations jobs) {
        this.jobs = jobs;
    }

    /** The signer is the key id that stands with each card it signed. */
    record Order(
            @NotBlank @Size(max = 128) String signer, @NotBlank @Size(max = 500) String evidence) {}

    /** Why it is not done. */
    record Note(@NotBlank @Size(max = 500) String reason) {}

    @PostMapping
    ResponseEntity<SignerRevocations.Job> propose(@RequestBody @Valid Order order) {
        UUID id = jobs.propose(order.signer(), order.evidence());
        return ResponseEntity.created(URI.create(PATH + "/" + id)).body(jobs.find(id));
    }

    @GetMapping("/{jobId}")
    SignerRevocations.Job job(@PathVariable UUID jobId) {
        return jobs.find(jobId);
    }

    @PostMapping("/{jobId}/approval")
    SignerRevocations.Job approve(@PathVariable UUID jobId) {
        jobs.approve(jobId);
        return jobs.find(jobId);
    }

    @PostMapping("/{jobId}/refusal")
    SignerRevocations.Job refuse(@PathVariable UUID jobId, @RequestBody @Valid Note note) {
        jobs.refuse(jobId, note.reason());
        return jobs.find(jobId);
    }
}
