package vn.dancu.card.signing;

import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.signing.CertificateProfile.RevocationReason;
import vn.dancu.card.signing.PkiProposals.Command;
import vn.dancu.card.signing.PkiProposals.Order;
import vn.dancu.card.signing.PkiProposals.Proposal;
import vn.dancu.card.signing.PkiProposals.State;
import vn.dancu.card.signing.SigningCertificates.Issued;
import vn.dancu.platform.problem.ProblemException;

/** What verifiers of cards fetch, and what is proposed and decided about signers. */
@RestController
@RequestMapping("/cards/v1/pki")
class PkiController {
    private static final MediaType CERTIFICATE = MediaType.valueOf("application/pkix-cert");
    private static final MediaType CRL = MediaType.valueOf("application/pkix-crl");
    private static final MediaType CMS = MediaType.valueOf("application/cms");

    private static final int LARGEST_PAGE = 500;
    private static final int LONGEST_TEXT = 500;

    private final Signers signers;
    private final PkiDesk desk;

    PkiController(Signers signers, PkiDesk desk) {
        this.signers = signers;
        this.desk = desk;
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
    ResponseEntity<Proposal> proposeCountrySigner(@RequestBody Proposed proposed) {
        return proposed(Command.ISSUE_COUNTRY_SIGNER, Optional.empty(), proposed);
    }

    /** The next signer: a document signer, or of another kind below the country signer. */
    @PostMapping("/document-signers")
    ResponseEntity<Proposal> proposeSigner(@RequestBody Proposed proposed) {
        CertificateKind kind =
                proposed.kind() == null ? CertificateKind.DOCUMENT_SIGNER : proposed.kind();
        if (kind == CertificateKind.CSCA) {
            throw ProblemException.refused(
                    "kind_not_allowed", "A country signer has its own command.", "/kind");
        }
        return proposed(Command.ISSUE_SIGNER, Optional.of(kind), proposed);
    }

    @PostMapping("/document-signers/{certificateId}/revocation")
    ResponseEntity<Proposal> proposeRevocation(
            @PathVariable UUID certificateId, @RequestBody Proposed proposed) {
        if (proposed.reason() == null) {
            throw ProblemException.refused("reason_required", "Say why.", "/reason");
        }
        return accepted(
                desk.propose(
                        new Order(
                                Command.REVOKE_SIGNER,
                                Optional.empty(),
                                Optional.of(certificateId),
                                Optional.of(proposed.reason()),
                                evidence(proposed))));
    }

    /** A revocation list out of turn. */
    @PostMapping("/crls")
    ResponseEntity<Proposal> proposeCrl(@RequestBody Proposed proposed) {
        return proposed(Command.ISSUE_CRL, Optional.empty(), proposed);
    }

    @GetMapping("/proposals")
    Proposals proposals(
            @RequestParam(defaultValue = "PROPOSED") State state,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw ProblemException.badRequest(
                    "limit_out_of_range", "A page has from 1 to 500 entries.", "?limit");
        }
        return new Proposals(desk.list(state, limit));
    }

    @GetMapping("/proposals/{proposalId}")
    Proposal proposal(@PathVariable UUID proposalId) {
        return desk.find(proposalId);
    }

    @PostMapping("/proposals/{proposalId}/approval")
    Proposal approve(@PathVariable UUID proposalId) {
        return desk.approve(proposalId);
    }

    @PostMapping("/proposals/{proposalId}/refusal")
    Proposal refuse(@PathVariable UUID proposalId, @RequestBody Refusal refusal) {
        String note = refusal.note() == null ? "" : refusal.note().strip();
        if (note.isEmpty() || note.length() > LONGEST_TEXT) {
            throw ProblemException.refused(
                    "note_required", "Say why not, in up to 500 letters.", "/note");
        }
        return desk.refuse(proposalId, note);
    }

    private ResponseEntity<Proposal> proposed(
            Command command, Optional<CertificateKind> kind, Proposed proposed) {
        return accepted(
                desk.propose(
                        new Order(
                                command,
                                kind,
                                Optional.empty(),
                                Optional.empty(),
                                evidence(proposed))));
    }

    private static ResponseEntity<Proposal> accepted(Proposal proposal) {
        return ResponseEntity.accepted()
                .location(URI.create("/cards/v1/pki/proposals/" + proposal.proposalId()))
                .body(proposal);
    }

    private static String evidence(Proposed proposed) {
        String evidence = proposed.evidence() == null ? "" : proposed.evidence().strip();
        if (evidence.isEmpty() || evidence.length() > LONGEST_TEXT) {
            throw ProblemException.refused(
                    "evidence_required",
                    "Name the decision it rests on, in up to 500 letters.",
                    "/evidence");
        }
        return evidence;
    }

    /**
     * What is proposed.
     *
     * @param kind of the signer to be issued
     * @param reason of a revocation
     * @param evidence the decision or report it rests on
     */
    record Proposed(
            @Nullable CertificateKind kind,
            @Nullable RevocationReason reason,
            @Nullable String evidence) {}

    record Refusal(@Nullable String note) {}

    record Proposals(List<Proposal> proposals) {}

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
