package vn.dancu.card.fingerprints;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.fingerprints.Captures.Capture;
import vn.dancu.card.fingerprints.Captures.Finger;
import vn.dancu.card.fingerprints.Captures.Hand;
import vn.dancu.card.fingerprints.Captures.Missing;
import vn.dancu.card.fingerprints.Captures.Taken;
import vn.dancu.card.fingerprints.Captures.TakenPrint;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

/** Captures and checks fingerprints. No answer ever has an image or a template in it. */
@RestController
class FingerprintsController {
    private static final String ONE = "/cards/v1/applications/{applicationId}";
    private static final int MAX_CANDIDATES = 20;

    private final Fingerprints fingerprints;
    private final Prints prints;
    private final Abis abis;
    private final AuditRecords audit;
    private final TransactionTemplate transactions;

    FingerprintsController(
            Fingerprints fingerprints,
            Prints prints,
            Abis abis,
            AuditRecords audit,
            TransactionTemplate transactions) {
        this.fingerprints = fingerprints;
        this.prints = prints;
        this.abis = abis;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * A hand: an image of a finger, the index unless another is named, or why there is none.
     *
     * @param image base64 of PNG, JPEG or BMP at 500 dpi
     */
    record HandBody(@Nullable Finger finger, @Nullable Missing missing, @Nullable String image) {
        @Override
        public String toString() {
            return "HandBody[hidden]";
        }
    }

    record CaptureBody(@NotNull HandBody left, @NotNull HandBody right) {}

    /** What was captured, without it. */
    record CaptureView(
            UUID captureId,
            Instant capturedAt,
            String officer,
            Optional<String> secondOfficer,
            boolean complete,
            Optional<Finger> leftFinger,
            Optional<Missing> leftMissing,
            Optional<Finger> rightFinger,
            Optional<Missing> rightMissing) {
        static CaptureView of(Capture one) {
            return new CaptureView(
                    one.captureId(),
                    one.capturedAt(),
                    one.officer(),
                    one.secondOfficer(),
                    one.isComplete(),
                    one.leftFinger(),
                    one.leftMissing(),
                    one.rightFinger(),
                    one.rightMissing());
        }
    }

    @PostMapping(ONE + "/fingerprints")
    ResponseEntity<CaptureView> capture(
            @PathVariable UUID applicationId, @RequestBody @Valid CaptureBody body) {
        Taken left = taken(body.left(), "/left");
        Taken right = taken(body.right(), "/right");
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(CaptureView.of(fingerprints.capture(applicationId, left, right)));
    }

    private Taken taken(HandBody hand, String pointer) {
        String image = hand.image();
        Missing missing = hand.missing();
        if ((image == null) == (missing == null) || (missing != null && hand.finger() != null)) {
            throw ProblemException.refused(
                    "finger_or_missing",
                    "A hand has the image of a finger, or says why there is none.",
                    pointer);
        }
        if (image == null) {
            return new Taken(Optional.empty(), Optional.ofNullable(missing), Optional.empty());
        }
        Finger finger = hand.finger() == null ? Finger.INDEX : hand.finger();
        Prints.Print print = prints.read(image, pointer + "/image");
        return new Taken(
                Optional.of(finger),
                Optional.empty(),
                Optional.of(new TakenPrint(print.template(), prints.forChip(print))));
    }

    @GetMapping(ONE + "/fingerprints")
    CaptureView look(@PathVariable UUID applicationId) {
        return CaptureView.of(fingerprints.look(applicationId));
    }

    @PostMapping(ONE + "/fingerprints/confirmation")
    CaptureView confirm(@PathVariable UUID applicationId) {
        return CaptureView.of(fingerprints.confirm(applicationId));
    }

    record CheckBody(@NotNull Hand hand, @NotBlank String image) {
        @Override
        public String toString() {
            return "CheckBody[hidden]";
        }
    }

    @PostMapping(ONE + "/fingerprint-checks")
    Fingerprints.Checked check(
            @PathVariable UUID applicationId, @RequestBody @Valid CheckBody body) {
        return fingerprints.check(applicationId, body.hand(), body.image());
    }

    record OverrideBody(@NotBlank @Size(max = 500) String reason) {}

    @PostMapping(ONE + "/fingerprint-override")
    ResponseEntity<Void> override(
            @PathVariable UUID applicationId, @RequestBody @Valid OverrideBody body) {
        fingerprints.override(applicationId, body.reason());
        return ResponseEntity.noContent().build();
    }

    record SearchBody(@NotBlank String image) {
        @Override
        public String toString() {
            return "SearchBody[hidden]";
        }
    }

    record Candidates(List<Abis.Candidate> items) {}

    /** One among all, by the system that is connected for it. */
    @PostMapping("/cards/v1/fingerprint-searches")
    Candidates search(@RequestBody @Valid SearchBody body) {
        Prints.Print print = prints.read(body.image(), "/image");
        transactions.executeWithoutResult(
                status -> audit.record("fingerprint_searched", Optional.empty(), "asked"));
        return new Candidates(abis.search(print, MAX_CANDIDATES));
    }

    @Configuration(proxyBeanMethods = false)
    static class Endpoints {
        @Bean
        EndpointRules fingerprintRules() {
            String scope = "card.fingerprints";
            return EndpointRules.of(
                    Rule.post(ONE + "/fingerprints", scope),
                    Rule.get(ONE + "/fingerprints", scope),
                    Rule.post(ONE + "/fingerprints/confirmation", scope),
                    Rule.post(ONE + "/fingerprint-checks", scope),
                    Rule.post(ONE + "/fingerprint-override", scope),
                    Rule.post("/cards/v1/fingerprint-searches", "card.fingerprints.search"));
        }
    }
}
