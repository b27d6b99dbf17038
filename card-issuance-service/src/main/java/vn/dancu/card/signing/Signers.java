package vn.dancu.card.signing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bouncycastle.asn1.x500.X500Name;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.chip.SodSigner;
import vn.dancu.card.signing.CertificateProfile.Issuer;
import vn.dancu.card.signing.CertificateProfile.Period;
import vn.dancu.card.signing.CertificateProfile.RevocationReason;
import vn.dancu.card.signing.CertificateProfile.Revoked;
import vn.dancu.card.signing.SigningCertificates.Issued;
import vn.dancu.card.signing.SigningCertificates.StoredCrl;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.tokens.ProductionGuard;

/**
 * The country signer and the signers below it: one of each kind signs at a time, others follow when
 * an operator issues them. What was issued stays on record as long as cards are out.
 */
@Service
public class Signers implements ApplicationRunner {
    private static final String ITSELF = "card-issuance-service";
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final KeyKeeper keys;
    private final SigningCertificates certificates;
    private final SigningSettings settings;
    private final CertificateProfile profile;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final boolean demonstration;
    private final Map<UUID, PrivateKey> known = new ConcurrentHashMap<>();

    Signers(
            KeyKeeper keys,
            SigningCertificates certificates,
            SigningSettings settings,
            TransactionTemplate transactions,
            Clock clock,
            ProductionGuard guard) {
        this.keys = keys;
        this.certificates = certificates;
        this.settings = settings;
        this.profile = new CertificateProfile(settings, new SecureRandom());
        this.transactions = transactions;
        this.clock = clock;
        this.demonstration = guard.isDemonstration();
    }

    /** A signer that is in use. */
    public record Signer(UUID certificateId, SodSigner signer) {}

    /**
     * Makes the signers of a demonstration; refuses them elsewhere.
     *
     * @throws IllegalStateException under the rules of production with a demonstration's signers
     */
    @Override
    public void run(ApplicationArguments arguments) {
        if (!demonstration) {
            if (certificates.all().stream().anyMatch(Issued::demonstration)) {
                throw new IllegalStateException(
                        "signing_certificate holds signers of a demonstration");
            }
            return;
        }
        inTransaction(
                () -> {
                    certificates.lockIssuing();
                    Instant now = now();
                    if (certificates.active(CertificateKind.CSCA, now).isEmpty()) {
                        issueCountrySigner(ITSELF, now);
                    }
                    for (CertificateKind kind : CertificateKind.values()) {
                        if (certificates.active(kind, now).isEmpty()) {
                            issue(kind, now, ITSELF, now);
                        }
                    }
                    return true;
                });
    }

    /**
     * The document signer whose period it is.
     *
     * @throws ProblemException 503 {@code no_document_signer} until an operator issues one
     */
    public Signer documentSigner() {
        return active(CertificateKind.DOCUMENT_SIGNER, "no_document_signer");
    }

    /** Who signs job files. */
    public Signer jobSigner() {
        return active(CertificateKind.JOB_SIGNER, "no_job_signer");
    }

    /** Every country signer, past ones too: what a verifier trusts. */
    public List<X509Certificate> countrySigners() {
        return certificates.all().stream()
                .filter(issued -> issued.kind() == CertificateKind.CSCA)
                .filter(issued -> issued.revokedAt().isEmpty())
                .map(Issued::certificate)
                .toList();
    }

    /** Serials that a verifier trusts no more. */
    public List<java.math.BigInteger> revokedSerials() {
        return certificates.all().stream()
                .filter(issued -> issued.revokedAt().isPresent())
                .map(issued -> issued.certificate().getSerialNumber())
                .toList();
    }

    List<Issued> all() {
        return certificates.all();
    }

    Optional<Issued> find(UUID certificateId) {
        return certificates.find(certificateId);
    }

    /**
     * @throws ProblemException 404 {@code signer_not_found}; 409 {@code signer_revoked}
     */
    void requireRevocable(UUID certificateId) {
        if (!isDocumentSigner(certificateId)) {
            throw notFound();
        }
        if (find(certificateId).filter(one -> one.revokedAt().isPresent()).isPresent()) {
            throw revokedBefore();
        }
    }

    private static ProblemException revokedBefore() {
        return ProblemException.conflict("signer_revoked", "This signer was revoked before.");
    }

    /**
     * Does what was proposed, in the name of who decided.
     *
     * @return the certificate that came of it
     */
    Optional<UUID> carryOut(PkiProposals.Proposal proposal, String officer) {
        return switch (proposal.command()) {
            case ISSUE_COUNTRY_SIGNER -> Optional.of(issueCountrySigner(officer));
            case ISSUE_SIGNER ->
                    Optional.of(issueNext(Objects.requireNonNull(proposal.kind()), officer));
            case REVOKE_SIGNER -> {
                revoke(
                        Objects.requireNonNull(proposal.certificateId()),
                        Objects.requireNonNull(proposal.reason()),
                        officer);
                yield Optional.empty();
            }
            case ISSUE_CRL -> {
                freshCrl();
                yield Optional.empty();
            }
        };
    }

    private void freshCrl() {
        inTransaction(
                () -> {
                    certificates.lockIssuing();
                    return issueCrl(now());
                });
    }

    /** The next country signer: at once where there is none, else when the last period ends. */
    private UUID issueCountrySigner(String officer) {
        return inTransaction(
                () -> {
                    certificates.lockIssuing();
                    Instant now = now();
                    Instant from = start(CertificateKind.CSCA, now);
                    return issueCountrySigner(officer, from, now).certificateId();
                });
    }

    /**
     * The next signer below the country signer.
     *
     * @throws ProblemException 409 {@code country_signer_missing}, {@code country_signer_ends}
     */
    private UUID issueNext(CertificateKind kind, String officer) {
        return inTransaction(
                () -> {
                    certificates.lockIssuing();
                    Instant now = now();
                    return issue(kind, start(kind, now), officer, now).certificateId();
                });
    }

    /** The end of the last period that was given, or now. */
    private Instant start(CertificateKind kind, Instant now) {
        return certificates.lastUse(kind).filter(now::isBefore).orElse(now);
    }

    /**
     * @throws ProblemException 404 {@code signer_not_found}; 409 {@code signer_revoked}
     */
    private void revoke(UUID certificateId, RevocationReason reason, String officer) {
        inTransaction(
                () -> {
                    certificates.lockIssuing();
                    if (!isDocumentSigner(certificateId)) {
                        throw notFound();
                    }
                    Instant now = now();
                    if (!certificates.revoke(certificateId, reason.name(), officer, now)) {
                        throw revokedBefore();
                    }
                    issueCrl(now);
                    return true;
                });
    }

    private boolean isDocumentSigner(UUID certificateId) {
        return certificates
                .find(certificateId)
                .filter(issued -> issued.kind() == CertificateKind.DOCUMENT_SIGNER)
                .isPresent();
    }

    static ProblemException notFound() {
        return ProblemException.notFound("signer_not_found", "There is no such signer.");
    }

    /** The revocation list; a fresh one where the last has run half its time. */
    byte[] crl() {
        Instant now = now();
        Optional<StoredCrl> last = certificates.lastCrl();
        Instant fresh = now.plus(settings.crlLife().dividedBy(2));
        if (last.isPresent() && last.get().nextUpdate().isAfter(fresh)) {
            return last.get().crl();
        }
        return inTransaction(
                () -> {
                    certificates.lockIssuing();
                    return issueCrl(now);
                });
    }

    private byte[] issueCrl(Instant now) {
        List<Revoked> revoked =
                certificates.all().stream()
                        .filter(issued -> issued.revokedAt().isPresent())
                        .map(Signers::revoked)
                        .toList();
        long number = certificates.lastCrl().map(StoredCrl::number).orElse(0L) + 1;
        Instant next = now.plus(settings.crlLife());
        X509CRL crl = profile.revocationList(number, now, next, revoked, countryIssuer(now));
        try {
            byte[] encoded = crl.getEncoded();
            certificates.addCrl(number, now, next, encoded);
            return encoded;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Revoked revoked(Issued issued) {
        return new Revoked(
                issued.certificate().getSerialNumber(),
                issued.revokedAt().orElseThrow(),
                issued.revokedReason().flatMap(RevocationReason::of).orElseThrow());
    }

    byte[] masterList() {
        Signer signer = active(CertificateKind.MASTER_LIST_SIGNER, "no_master_list_signer");
        SodSigner by = signer.signer();
        return MasterList.sign(countrySigners(), by.key(), by.certificate(), by.provider());
    }

    private Issued issueCountrySigner(String officer, Instant now) {
        return issueCountrySigner(officer, now, now);
    }

    private Issued issueCountrySigner(String officer, Instant from, Instant now) {
        KeyPair pair = keys.generate();
        X500Name name = profile.name(demonstration ? "Demonstration CSCA" : "CSCA");
        Instant usedTo = from.plus(settings.countryUsage());
        // The last signer of its period signs cards until its own usage ends.
        Instant certificateTo = usedTo.plus(settings.signerUsage()).plus(settings.cardLife());
        Issuer itself = new Issuer(pair.getPrivate(), name, pair.getPublic(), keys.provider());
        Period period = new Period(from, usedTo, certificateTo);
        return store(
                CertificateKind.CSCA,
                pair,
                profile.certificate(CertificateKind.CSCA, name, pair.getPublic(), period, itself),
                period,
                new By(officer, now));
    }

    private record By(String officer, Instant at) {}

    private Issued issue(CertificateKind kind, Instant from, String officer, Instant now) {
        Issuer country = countryIssuer(from);
        KeyPair pair = keys.generate();
        Instant usedTo = from.plus(settings.signerUsage());
        Instant certificateTo =
                kind == CertificateKind.DOCUMENT_SIGNER
                        ? usedTo.plus(settings.cardLife())
                        : usedTo.plus(settings.signerUsage());
        Period period = new Period(from, usedTo, certificateTo);
        X500Name name = profile.name(label(kind) + " " + from.truncatedTo(ChronoUnit.SECONDS));
        X509Certificate certificate =
                profile.certificate(kind, name, pair.getPublic(), period, country);
        return store(kind, pair, certificate, period, new By(officer, now));
    }

    private String label(CertificateKind kind) {
        String what =
                switch (kind) {
                    case CSCA -> throw new IllegalArgumentException("issued by itself");
                    case DOCUMENT_SIGNER -> "Document Signer";
                    case MASTER_LIST_SIGNER -> "Master List Signer";
                    case JOB_SIGNER -> "Job Signer";
                };
        return demonstration ? "Demonstration " + what : what;
    }

    private Issued store(
            CertificateKind kind, KeyPair pair, X509Certificate certificate, Period period, By by) {
        UUID id = UUID.randomUUID();
        Issued issued =
                new Issued(
                        id,
                        kind,
                        "dancu-" + id,
                        certificate,
                        period.from(),
                        period.usedTo(),
                        demonstration,
                        Optional.empty(),
                        Optional.empty());
        keys.keep(issued.alias(), pair.getPrivate(), certificate);
        certificates.add(issued, by.officer(), by.at());
        return issued;
    }

    private Issuer countryIssuer(Instant at) {
        Issued country =
                certificates
                        .active(CertificateKind.CSCA, at)
                        .orElseThrow(
                                () ->
                                        ProblemException.conflict(
                                                "country_signer_missing",
                                                "No country signer signs at that time; issue the"
                                                        + " next one first."));
        X509Certificate certificate = country.certificate();
        X500Name name = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return new Issuer(key(country), name, certificate.getPublicKey(), keys.provider());
    }

    private Signer active(CertificateKind kind, String code) {
        Issued issued =
                certificates
                        .active(kind, now())
                        .orElseThrow(
                                () ->
                                        ProblemException.unavailable(
                                                code,
                                                "An operator has to issue the next signer.",
                                                RETRY));
        return new Signer(
                issued.certificateId(),
                new SodSigner(key(issued), issued.certificate(), keys.provider()));
    }

    private PrivateKey key(Issued issued) {
        return known.computeIfAbsent(
                issued.certificateId(),
                id ->
                        keys.find(issued.alias())
                                .orElseThrow(
                                        () ->
                                                new IllegalStateException(
                                                        "the key store lacks the key of signer "
                                                                + id)));
    }

    /** Certificates know seconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private <T> T inTransaction(Supplier<T> work) {
        T result = transactions.execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("each command gives something");
        }
        return result;
    }
}
