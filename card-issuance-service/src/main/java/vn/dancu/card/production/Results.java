package vn.dancu.card.production;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.card.applications.ProductionLine;
import vn.dancu.card.cards.Cards;
import vn.dancu.card.cards.NewCard;
import vn.dancu.card.production.Incidents.Incident;
import vn.dancu.card.production.Incidents.Kind;
import vn.dancu.card.production.Runs.Line;
import vn.dancu.card.production.Runs.Run;
import vn.dancu.card.reading.ChipReader;
import vn.dancu.card.reading.Expected;
import vn.dancu.card.reading.Reading;
import vn.dancu.card.reading.ReadingFailure;
import vn.dancu.card.reading.Trust;
import vn.dancu.card.signing.Signers;
import vn.dancu.platform.problem.ProblemException;

/**
 * Takes results of machines, card by card: one line binds one card to one chip. A chip that was
 * written is read back at once; only then can its card pass the quality check. A second result is
 * refused and remembered.
 */
@Service
class Results {
    private final Runs runs;
    private final Blanks blanks;
    private final Incidents incidents;
    private final ProductionLine applications;
    private final Cards cards;
    private final Signers signers;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.builder().build();

    Results(
            Runs runs,
            Blanks blanks,
            Incidents incidents,
            ProductionLine applications,
            Cards cards,
            Signers signers,
            TransactionTemplate transactions,
            Clock clock) {
        this.runs = runs;
        this.blanks = blanks;
        this.incidents = incidents;
        this.applications = applications;
        this.cards = cards;
        this.signers = signers;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** What a machine says of one line, after its signature was checked. */
    record Said(
            UUID runId,
            int line,
            UUID cardId,
            String chipSerial,
            boolean written,
            String reason,
            String imageDigest) {}

    /** What became of the line. */
    record Answer(int line, UUID cardId, String chipSerial, String state, Set<String> failures) {}

    /** A refusal that is also an incident: stored first, then thrown. */
    private record Outcome(@Nullable Answer answer, @Nullable ProblemException refusal) {}

    /**
     * @param result base64 of the machine's JSON
     * @param signature base64 of the machine's signature over that JSON
     * @param image the chip image; none for a spoilt chip
     * @throws ProblemException 404 {@code run_not_found}, {@code line_not_found}; 409 {@code
     *     second_result}, {@code blank_used}, {@code run_over}; 422 {@code result_not_of_machine},
     *     {@code blank_unknown}, {@code image_differs}
     */
    Answer take(
            UUID runId, String result, String signature, Optional<byte[]> image, String officer) {
        Run run = runs.find(runId).orElseThrow(RunDesk::notFound);
        Said said = said(run, result, signature);
        byte[] chip = image.orElse(new byte[0]);
        if (said.written() && !HexFormat.of().formatHex(sha256(chip)).equals(said.imageDigest())) {
            throw ProblemException.refused(
                    "image_differs", "The image is not the one of this result.", "/image");
        }
        // Read before the transaction: it takes a processor, not the database.
        Line seen =
                runs.page(runId, said.line() - 1, 1).stream()
                        .filter(line -> line.line() == said.line())
                        .findFirst()
                        .orElseThrow(Results::lineNotFound);
        Optional<Reading> reading =
                said.written() && seen.state().equals("MADE")
                        ? Optional.of(read(run, seen, said, chip))
                        : Optional.empty();
        Outcome outcome = transactions.execute(status -> bind(said, reading, officer));
        if (outcome == null) {
            throw new IllegalStateException("a result has an outcome");
        }
        if (outcome.refusal() != null) {
            throw outcome.refusal();
        }
        if (outcome.answer() == null) {
            throw new IllegalStateException("a result has an answer");
        }
        return outcome.answer();
    }

    private Reading read(Run run, Line line, Said said, byte[] image) {
        NewCard card = cards.made(line.cardId().orElseThrow());
        Trust trust = new Trust(signers.countrySigners(), Set.copyOf(signers.revokedSerials()));
        PrivateKey terminal =
                run.terminalPrivate().map(Results::terminal).orElseThrow(Results::over);
        Reading reading =
                new ChipReader(trust)
                        .read(
                                image,
                                new Expected(
                                        String.join("", card.mrz().lines()),
                                        line.nationalDigest().orElseThrow(),
                                        line.fingersDigest().orElseThrow(),
                                        line.challenge().orElseThrow(),
                                        terminal,
                                        line.changedAt()));
        boolean same = reading.chipSerial().filter(said.chipSerial()::equals).isPresent();
        return same
                ? reading
                : new Reading(
                        reading.chipSerial(),
                        reading.signerSerial(),
                        Set.of(ReadingFailure.IMAGE_UNREADABLE));
    }

    private Outcome bind(Said said, Optional<Reading> reading, String officer) {
        Run run = runs.lock(said.runId()).orElseThrow(RunDesk::notFound);
        Line line = runs.lockLine(said.runId(), said.line()).orElseThrow(Results::lineNotFound);
        // Application, card, blank: in this order, as whatever voids a card takes them.
        applications.hold(line.applicationId());
        if (!line.cardId().filter(said.cardId()::equals).isPresent()) {
            throw ProblemException.refused(
                    "line_has_another_card", "The line of this run is another card.");
        }
        if (line.chipSerial().isPresent()) {
            return second(said, line, officer);
        }
        if (run.state() == Runs.State.RECALLED || !line.state().equals("MADE")) {
            throw over();
        }
        if (run.state() == Runs.State.PREPARING) {
            throw ProblemException.conflict("run_not_ready", "The run is still being prepared.");
        }
        Optional<String> blank = blanks.lock(said.chipSerial());
        if (blank.isEmpty()) {
            return refused(
                    said,
                    Kind.BLANK_UNKNOWN,
                    officer,
                    ProblemException.refused(
                            "blank_unknown", "No blank with this chip serial was received."));
        }
        if (!blank.get().equals("IN_STOCK")) {
            return refused(
                    said,
                    Kind.BLANK_USED,
                    officer,
                    ProblemException.conflict(
                            "blank_used", "This chip is another card or was spoilt before."));
        }
        Answer answer = written(said, line, reading, officer);
        if (!runs.hasOpenLines(said.runId())) {
            runs.close(said.runId(), officer, clock.instant());
        }
        return new Outcome(answer, null);
    }

    private Answer written(Said said, Line line, Optional<Reading> reading, String officer) {
        Instant at = clock.instant();
        UUID runId = said.runId();
        Set<String> failures =
                reading.map(Reading::failures).orElse(Set.of()).stream()
                        .map(ReadingFailure::code)
                        .collect(Collectors.toSet());
        if (said.written() && reading.isEmpty()) {
            throw over();
        }
        if (said.written() && failures.isEmpty()) {
            Reading passed = reading.orElseThrow();
            blanks.issue(said.chipSerial(), runId, line.line(), at);
            String signer = passed.signerSerial().orElseThrow();
            runs.readBack(runId, line.line(), said.chipSerial(), signer, at);
            cards.readBack(line.personId(), said.cardId(), line.captureId(), at);
            // For the day this signer can be relied on no more.
            cards.signedBy(line.personId(), said.cardId(), signer);
            return answer(said, "READ_BACK", failures);
        }
        String reason = said.written() ? String.join(",", failures) : said.reason();
        blanks.spoil(said.chipSerial(), runId, line.line(), at);
        runs.end(
                runId,
                line.line(),
                "SPOILT",
                Optional.of(said.chipSerial()),
                Optional.of(reason),
                at);
        applications.spoil(line.applicationId(), said.cardId(), officer, "chip: " + reason);
        if (said.written()) {
            raise(said, Kind.READ_BACK_FAILED, reason, officer);
        }
        return answer(said, "SPOILT", failures);
    }

    /** The very same result again is answered as before; anything else is an incident. */
    private Outcome second(Said said, Line line, String officer) {
        boolean same =
                line.chipSerial().filter(said.chipSerial()::equals).isPresent()
                        && (said.written() || line.state().equals("SPOILT"));
        if (same) {
            return new Outcome(answer(said, line.state(), Set.of()), null);
        }
        return refused(
                said,
                Kind.SECOND_RESULT,
                officer,
                ProblemException.conflict(
                        "second_result", "This line has its result; an incident was raised."));
    }

    private Outcome refused(Said said, Kind kind, String officer, ProblemException refusal) {
        raise(said, kind, refusal.code(), officer);
        return new Outcome(null, refusal);
    }

    private void raise(Said said, Kind kind, String detail, String officer) {
        incidents.raise(
                new Incident(
                        UUID.randomUUID(),
                        kind,
                        said.runId(),
                        said.line(),
                        said.chipSerial(),
                        detail,
                        officer,
                        clock.instant()));
    }

    private static Answer answer(Said said, String state, Set<String> failures) {
        return new Answer(said.line(), said.cardId(), said.chipSerial(), state, failures);
    }

    private Said said(Run run, String result, String signature) {
        try {
            byte[] bytes = Base64.getDecoder().decode(result);
            requireSigned(run, bytes, Base64.getDecoder().decode(signature));
            JsonNode node = json.readTree(bytes);
            Said said =
                    new Said(
                            UUID.fromString(node.path("runId").asString()),
                            node.path("line").asInt(),
                            UUID.fromString(node.path("cardId").asString()),
                            node.path("chipSerial").asString(),
                            node.path("outcome").asString().equals("WRITTEN"),
                            node.path("reason").asString(""),
                            node.path("image").asString(""));
            boolean reason = said.written() || said.reason().matches("[a-z_]{1,60}");
            if (!said.runId().equals(run.runId())
                    || !reason
                    || !said.chipSerial().matches("[0-9A-Z]{8,32}")) {
                throw malformed();
            }
            return said;
        } catch (IllegalArgumentException | JacksonException e) {
            throw malformed();
        }
    }

    private void requireSigned(Run run, byte[] result, byte[] signature) {
        Runs.Machine machine = runs.machine(run.machineId()).orElseThrow();
        X509Certificate certificate = RunWorker.parsed(machine.certificate()).orElseThrow();
        boolean signed;
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(result);
            signed = verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            signed = false;
        }
        if (!signed) {
            throw ProblemException.refused(
                    "result_not_of_machine",
                    "The result is not signed by the machine of the run.",
                    "/signature");
        }
    }

    private static PrivateKey terminal(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException unknownCurve) {
            try {
                return KeyFactory.getInstance(
                                "EC", new org.bouncycastle.jce.provider.BouncyCastleProvider())
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the terminal's key is unreadable", e);
            }
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ProblemException malformed() {
        return ProblemException.refused(
                "result_malformed", "The result is not what a machine writes.", "/result");
    }

    private static ProblemException lineNotFound() {
        return ProblemException.notFound("line_not_found", "The run has no such line.");
    }

    private static ProblemException over() {
        return ProblemException.conflict("run_over", "This line takes no result any more.");
    }
}
