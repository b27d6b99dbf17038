package vn.dancu.card.signing;

import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.signing.CertificateProfile.RevocationReason;
import vn.dancu.card.signing.SigningCertificates.Issued;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/** What verifiers of cards fetch, and the commands of who keeps the signers. */
@RestController
@RequestMapping("/cards/v1/pki")
class PkiController {
    private static final MediaType CERTIFICATE = MediaType.valueOf("application/pkix-cert");
    private static final MediaType CRL = MediaType.valueOf("application/pkix-crl");
    private static final MediaType CMS = MediaType.valueOf("application/cms");

    private final Signers signers;
    private final Callers callers;

    PkiController(Signers signers, Callers callers) {
        this.signers = signers;
        this.callers = callers;
    }

    @GetMapping("/certificates")
    Certificates certificates() {
        return new Certificates(signers.all().stream().map(CertificateView::of).toList());
    }

    @GetMapping("/certificates/{certificateId}")
    ResponseEntity<byte[]> certificate(@PathVariable UUID certificateId)
            throws CertificateEncodingException {
        Issued issued = signers.find(certificateId).orElseThrow(Signers::notFound);
        return ResponseEntity.ok().contentType(CERTIFICATE).body(issued.certificate().getEncoded());
    }

    @GetMapping("/crl")
    ResponseEntity<byte[]> crl() {
        return ResponseEntity.ok().contentType(CRL).body(signers.crl());
    }

    @GetMapping("/master-list")
    ResponseEntity<byte[]> masterList() {
        return ResponseEntity.ok().contentType(CMS).body(signers.masterList());
    }

    @PostMapping("/country-signers")
    ResponseEntity<CertificateView> issueCountrySigner() {
        return created(signers.issueCountrySigner(officer()));
    }

    /** The next signer: a document signer, or of another kind below the country signer. */
    @PostMapping("/document-signers")
    ResponseEntity<CertificateView> issueSigner(@RequestBody(required = false) @Nullable Kind of) {
        CertificateKind kind =
                of == null || of.kind() == null ? CertificateKind.DOCUMENT_SIGNER : of.kind();
        if (kind == CertificateKind.CSCA) {
            throw ProblemException.refused(
                    "kind_not_allowed", "A country signer has its own command.", "/kind");
        }
        return created(signers.issueNext(kind, officer()));
    }

    @PostMapping("/document-signers/{certificateId}/revocation")
    CertificateView revoke(
            @PathVariable UUID certificateId, @RequestBody RevocationRequest request) {
        if (request.reason() == null) {
            throw ProblemException.refused("reason_required", "Say why.", "/reason");
        }
        signers.revoke(certificateId, request.reason(), officer());
        return view(certificateId);
    }

    private ResponseEntity<CertificateView> created(UUID certificateId) {
        return ResponseEntity.created(URI.create("/cards/v1/pki/certificates/" + certificateId))
                .body(view(certificateId));
    }

    private CertificateView view(UUID certificateId) {
        return CertificateView.of(signers.find(certificateId).orElseThrow(Signers::notFound));
    }

    private String officer() {
        String officer = callers.current().officer();
        if (officer == null) {
            throw ProblemException.forbidden("officer_required", "Only an officer may do this.");
        }
        return officer;
    }

    record Kind(@Nullable CertificateKind kind) {}

    record RevocationRequest(@Nullable RevocationReason reason) {}

    record Certificates(List<CertificateView> certificates) {}

    /** A certificate as verifiers see it. */
    record CertificateView(
            UUID certificateId,
            CertificateKind kind,
            String serial,
            String subject,
            Instant usedFrom,
            Instant usedTo,
            Instant validTo,
            boolean demonstration,
            @Nullable Instant revokedAt,
            @Nullable String revokedReason,
            String certificate) {
        static CertificateView of(Issued issued) {
            try {
                return new CertificateView(
                        issued.certificateId(),
                        issued.kind(),
                        issued.serial(),
                        issued.certificate().getSubjectX500Principal().getName(),
                        issued.usedFrom(),
                        issued.usedTo(),
                        issued.certificate().getNotAfter().toInstant(),
                        issued.demonstration(),
                        issued.revokedAt().orElse(null),
                        issued.revokedReason().orElse(null),
                        Base64.getEncoder().encodeToString(issued.certificate().getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
