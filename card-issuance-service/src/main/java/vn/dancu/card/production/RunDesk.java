package vn.dancu.card.production;

import java.io.IOException;
import java.io.OutputStream;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.chip.ChipKeys;
import vn.dancu.card.production.Runs.Run;
import vn.dancu.card.production.Runs.SealedLine;
import vn.dancu.card.signing.Signers;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.signals.DatabaseSignals;

/** The commands of whoever runs the factory. */
@Service
class RunDesk {
    private static final int LINES_AT_ONCE = 20;
    private static final String SERIAL = "[0-9A-Z]{8,32}";

    private final Runs runs;
    private final Blanks blanks;
    private final Signers signers;
    private final ProductionSettings settings;
    private final ChipKeys.Source keys;
    private final TransactionTemplate transactions;
    private final DatabaseSignals signals;
    private final IdempotencyKeys idempotency;
    private final Clock clock;

    RunDesk(
            Runs runs,
            Blanks blanks,
            Signers signers,
            ProductionSettings settings,
            TransactionTemplate transactions,
            DatabaseSignals signals,
            IdempotencyKeys idempotency,
            Clock clock) {
        this.runs = runs;
        this.blanks = blanks;
        this.signers = signers;
        this.settings = settings;
        this.keys = new ChipKeys.Source(settings.curve(), new SecureRandom());
        this.transactions = transactions;
        this.signals = signals;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    static ProblemException notFound() {
        return ProblemException.notFound("run_not_found", "There is no such production run.");
    }

    /**
     * Makes a machine known by its certificate; job files are sealed for it. The same again changes
     * nothing.
     *
     * @throws ProblemException 422 {@code machine_certificate_unusable}; 409 {@code machine_known}
     */
    void enrol(String machineId, byte[] certificate, String officer) {
        requireUsable(certificate);
        inTransaction(
                () -> {
                    boolean fresh = runs.enrol(machineId, certificate, officer, clock.instant());
                    byte[] known = runs.machine(machineId).orElseThrow().certificate();
                    if (!fresh && !java.util.Arrays.equals(known, certificate)) {
                        throw ProblemException.conflict(
                                "machine_known",
                                "Another certificate stands under this name; a machine with a"
                                        + " new key gets a new name.");
                    }
                    return true;
                });
    }

    private void requireUsable(byte[] der) {
        Optional<X509Certificate> certificate = RunWorker.parsed(der);
        boolean usable =
                certificate
                        .filter(found -> found.getPublicKey() instanceof ECPublicKey)
                        .filter(this::isValid)
                        .isPresent();
        if (!usable) {
            throw ProblemException.refused(
                    "machine_certificate_unusable",
                    "A machine has a valid X.509 certificate with a key on an elliptic curve.",
                    "/certificate");
        }
    }

    private boolean isValid(X509Certificate certificate) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
    }

    /**
     * Begins a run; cards are made in the background.
     *
     * @throws ProblemException 422 {@code machine_unknown}, {@code run_too_long}
     */
    UUID begin(
            String machineId,
            Optional<String> province,
            Runs.Priority priority,
            int cards,
            String officer) {
        if (cards < 1 || cards > settings.longestRun()) {
            throw ProblemException.refused(
                    "run_too_long",
                    "A run has from 1 to " + settings.longestRun() + " cards.",
                    "/cards");
        }
        if (runs.machine(machineId).filter(machine -> !machine.withdrawn()).isEmpty()) {
            throw ProblemException.refused(
                    "machine_unknown", "No machine of this name is enrolled.", "/machineId");
        }
        KeyPair terminal = keys.pair();
        UUID runId = UUID.randomUUID();
        Run run =
                new Run(
                        runId,
                        1,
                        Runs.State.PREPARING,
                        machineId,
                        province,
                        priority,
                        cards,
                        Optional.empty(),
                        terminal.getPublic().getEncoded(),
                        Optional.of(terminal.getPrivate().getEncoded()),
                        officer,
                        clock.instant());
        Beginning same = new Beginning(machineId, province, priority, cards);
        return UUID.fromString(
                inTransaction(
                        () ->
                                idempotency.once(
                                        "card-production-run",
                                        same,
                                        () -> {
                                            runs.create(run);
                                            signals.signal(RunWorker.CHANNEL);
                                            return runId.toString();
                                        })));
    }

    /** What makes two beginnings the same. */
    record Beginning(
            String machineId, Optional<String> province, Runs.Priority priority, int cards) {}

    Run find(UUID runId) {
        return runs.find(runId).orElseThrow(RunDesk::notFound);
    }

    Map<String, Integer> counts(UUID runId) {
        return runs.counts(runId);
    }

    /**
     * Calls a run back: none of its cards goes out, their blanks are spoilt, their applications
     * wait for another run. The lines follow in the background.
     *
     * @throws ProblemException 409 {@code run_recalled}
     */
    void recall(UUID runId, String reason, String officer) {
        inTransaction(
                () -> {
                    Run run = runs.lock(runId).orElseThrow(RunDesk::notFound);
                    if (run.state() == Runs.State.RECALLED) {
                        throw ProblemException.conflict(
                                "run_recalled", "This run was called back before.");
                    }
                    runs.recall(runId, officer, reason, clock.instant());
                    signals.signal(RunWorker.CHANNEL);
                    return true;
                });
    }

    /**
     * The job file may be fetched.
     *
     * @throws ProblemException 409 {@code run_not_ready}, {@code run_over}
     */
    Run requireJob(UUID runId) {
        Run run = find(runId);
        if (run.state() == Runs.State.PREPARING) {
            throw ProblemException.conflict("run_not_ready", "The run is still being prepared.");
        }
        if (run.state() != Runs.State.READY) {
            throw ProblemException.conflict(
                    "run_over", "The run is over; its sealed cards are destroyed.");
        }
        return run;
    }

    /** Writes the job file with the cards that have no result yet; a few of them in memory. */
    void write(Run run, OutputStream out) throws IOException {
        JobFileWriter job = new JobFileWriter(out);
        int lines = runs.counts(run.runId()).getOrDefault("MADE", 0);
        job.header(
                new JobFileWriter.Header(
                        run.runId(),
                        run.machineId(),
                        lines,
                        run.terminalPublic(),
                        run.createdAt()));
        int segment = 0;
        int last = 0;
        List<SealedLine> page = runs.sealed(run.runId(), last, LINES_AT_ONCE);
        while (!page.isEmpty()) {
            for (SealedLine line : page) {
                if (line.segment() != segment) {
                    segment = line.segment();
                    job.segment(segment, runs.segmentKey(run.runId(), segment));
                }
                job.card(line.line(), segment, line.sealed());
            }
            last = page.getLast().line();
            page = runs.sealed(run.runId(), last, LINES_AT_ONCE);
        }
        job.sign(signers.jobSigner().signer());
    }

    /**
     * Takes a delivery of blanks into stock, all or none.
     *
     * @throws ProblemException 422 {@code chip_serial_malformed}, {@code chip_serial_twice}, {@code
     *     too_many_blanks}; 409 {@code blank_known}
     */
    Blanks.Stock receive(String delivery, List<String> serials) {
        requireSerials(serials);
        return inTransaction(
                () -> {
                    blanks.lockStock();
                    if (blanks.known(serials) > 0) {
                        throw ProblemException.conflict(
                                "blank_known", "A blank of this delivery was received before.");
                    }
                    blanks.receive(delivery, serials, clock.instant());
                    return blanks.stock();
                });
    }

    /**
     * Spoilt, void and found blanks were destroyed, all or none.
     *
     * @throws ProblemException 409 {@code blank_not_to_be_destroyed}; 422 as at a delivery
     */
    Blanks.Stock destroy(String protocol, List<String> serials) {
        requireSerials(serials);
        return inTransaction(
                () -> {
                    if (blanks.destroy(protocol, serials, clock.instant()) != serials.size()) {
                        throw ProblemException.conflict(
                                "blank_not_to_be_destroyed",
                                "One of these is unknown, in stock, a card, or destroyed already.");
                    }
                    return blanks.stock();
                });
    }

    List<Blanks.ToDestroy> outstanding(Blanks.Outstanding state, String after, int limit) {
        return blanks.outstanding(state, after, limit);
    }

    private void requireSerials(List<String> serials) {
        if (serials.isEmpty() || serials.size() > settings.blanksAtOnce()) {
            throw ProblemException.refused(
                    "too_many_blanks",
                    "From 1 to " + settings.blanksAtOnce() + " chip serials at once.",
                    "/chipSerials");
        }
        if (!serials.stream().allMatch(serial -> serial != null && serial.matches(SERIAL))) {
            throw ProblemException.refused(
                    "chip_serial_malformed",
                    "A chip serial has 8 to 32 capital letters or digits.",
                    "/chipSerials");
        }
        if (new HashSet<>(serials).size() != serials.size()) {
            throw ProblemException.refused(
                    "chip_serial_twice", "A chip serial stands there twice.", "/chipSerials");
        }
    }

    Blanks.Stock stock() {
        return blanks.stock();
    }

    private <T> T inTransaction(Supplier<T> work) {
        T result = transactions.execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("each command gives something");
        }
        return result;
    }
}
