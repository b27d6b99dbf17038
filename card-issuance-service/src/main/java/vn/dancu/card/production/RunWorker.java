package vn.dancu.card.production;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.applications.ProductionLine;
import vn.dancu.card.applications.ProductionLine.Prepared;
import vn.dancu.card.applications.ProductionLine.Ready;
import vn.dancu.card.chip.ChipHolder;
import vn.dancu.card.chip.FingerprintImage;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.card.production.Runs.Line;
import vn.dancu.card.production.Runs.MadeLine;
import vn.dancu.card.production.Runs.Run;
import vn.dancu.card.signing.Signers;
import vn.dancu.card.signing.Signers.Signer;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.signals.DatabaseSignals;

/**
 * Fills runs: takes applications in, then makes the cards, a segment at a time. Each segment is one
 * transaction with its place in the run, so a killed process loses at most the segment it was at,
 * and nothing is made twice. Records are read before the transaction; what changed meanwhile is
 * dropped from the run.
 */
@Component
class RunWorker implements SmartLifecycle {
    static final String CHANNEL = "card_production";
    private static final Logger log = LoggerFactory.getLogger(RunWorker.class);
    private static final String ITSELF = "card-issuance-service";
    private static final int TAKEN_AT_ONCE = 500;
    private static final int UNAVAILABLE = 503;
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Runs runs;
    private final ProductionLine applications;
    private final Blanks blanks;
    private final ChipContents contents;
    private final CardMaker maker;
    private final Signers signers;
    private final ProductionSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore wake = new Semaphore(0);
    private @Nullable Thread thread;
    private volatile boolean running;

    RunWorker(
            Runs runs,
            ProductionLine applications,
            Blanks blanks,
            ChipContents contents,
            Signers signers,
            ProductionSettings settings,
            TransactionTemplate transactions,
            DatabaseSignals signals,
            Clock clock) {
        this.runs = runs;
        this.applications = applications;
        this.blanks = blanks;
        this.contents = contents;
        this.maker = new CardMaker(settings.curve(), random);
        this.signers = signers;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
        signals.subscribe(CHANNEL, wake::release);
    }

    @Override
    public synchronized void start() {
        running = true;
        thread = Thread.ofPlatform().name("production-runs").start(this::run);
    }

    @Override
    public synchronized void stop() {
        running = false;
        Thread working = thread;
        if (working != null) {
            working.interrupt();
            try {
                working.join(STOP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    private void run() {
        try {
            while (running) {
                workOnAll();
                wake.tryAcquire(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void workOnAll() throws InterruptedException {
        try (ExecutorService readers = Executors.newFixedThreadPool(settings.readers())) {
            prepareAll(readers);
            runs.recalling().forEach(this::recall);
        } catch (RuntimeException e) {
            // With this thread all runs would end; the next round tries again.
            log.warn("production runs wait: {}", e.getClass().getName());
        }
    }

    /** Asks anew after each step, so that an urgent run goes before what was begun earlier. */
    private void prepareAll(ExecutorService readers) throws InterruptedException {
        Set<UUID> waiting = new HashSet<>();
        Optional<UUID> next = runs.nextToPrepare(waiting);
        while (running && next.isPresent()) {
            UUID runId = next.get();
            try {
                workOn(runId, readers);
            } catch (RuntimeException e) {
                waits(runId, e);
                waiting.add(runId);
            }
            next = runs.nextToPrepare(waiting);
        }
    }

    /** What fails in one run holds up no other: it is tried again in the next round. */
    private static void waits(UUID runId, RuntimeException e) {
        log.warn("production run {} waits: {}", runId, e.getClass().getName());
    }

    private void recall(UUID runId) {
        try {
            boolean more = true;
            while (running && more) {
                more = Boolean.TRUE.equals(transactions.execute(status -> recallMore(runId)));
            }
        } catch (RuntimeException e) {
            waits(runId, e);
        }
    }

    /** One step of a run. */
    private void workOn(UUID runId, ExecutorService readers) throws InterruptedException {
        List<Line> taken = runs.taken(runId, settings.segment());
        if (taken.isEmpty()) {
            transactions.executeWithoutResult(status -> takeMore(runId));
        } else {
            make(runId, taken, readers);
        }
    }

    /** Takes the next applications; ends the preparation when there are none or it has enough. */
    private void takeMore(UUID runId) {
        Run run = runs.lock(runId).orElseThrow();
        if (run.state() != Runs.State.PREPARING || !runs.taken(runId, 1).isEmpty()) {
            return;
        }
        Instant at = clock.instant();
        int lines = runs.lines(runId);
        int wanted = Math.min(TAKEN_AT_ONCE, run.asked() - lines);
        List<Ready> ready =
                wanted == 0
                        ? List.of()
                        : applications.ready(run.province(), run.lookedTo(), wanted);
        for (Ready each : ready) {
            if (runs.take(runId, lines + 1, each.applicationId(), each.personId(), at)) {
                lines++;
            }
        }
        if (ready.isEmpty()) {
            finish(run, at);
        } else {
            runs.lookedTo(runId, ready.getLast().applicationId());
        }
    }

    private void finish(Run run, Instant at) {
        runs.ready(run.runId(), at);
        if (!runs.hasOpenLines(run.runId())) {
            runs.close(run.runId(), run.createdBy(), at);
        }
    }

    /** A card that waits for its place, or the code of why there is none. */
    private record Outcome(Line line, Optional<Prepared> prepared, Optional<String> dropped) {}

    private void make(UUID runId, List<Line> taken, ExecutorService readers)
            throws InterruptedException {
        List<Outcome> outcomes = prepare(taken, readers);
        Run run = runs.find(runId).orElseThrow();
        Signer signer = signers.documentSigner();
        JobSegment segment = JobSegment.openFor(certificate(run), random);
        List<Future<MadeLine>> making = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            outcome.prepared()
                    .ifPresent(
                            prepared ->
                                    making.add(
                                            readers.submit(
                                                    () ->
                                                            made(
                                                                    run,
                                                                    outcome.line().line(),
                                                                    prepared,
                                                                    signer,
                                                                    segment))));
        }
        List<MadeLine> made = new ArrayList<>(making.size());
        for (Future<MadeLine> each : making) {
            made.add(result(each));
        }
        transactions.executeWithoutResult(status -> store(run, outcomes, made, segment));
    }

    private List<Outcome> prepare(List<Line> taken, ExecutorService readers)
            throws InterruptedException {
        List<Future<Outcome>> reading = new ArrayList<>(taken.size());
        for (Line line : taken) {
            reading.add(readers.submit(() -> prepared(line)));
        }
        List<Outcome> outcomes = new ArrayList<>(taken.size());
        for (Future<Outcome> each : reading) {
            outcomes.add(result(each));
        }
        return outcomes;
    }

    /** A record that does not answer stops the run for now; one that says no drops the line. */
    private Outcome prepared(Line line) {
        try {
            Prepared prepared = applications.prepare(line.applicationId());
            return new Outcome(line, Optional.of(prepared), Optional.empty());
        } catch (CardRuleException e) {
            return new Outcome(line, Optional.empty(), Optional.of(e.code()));
        } catch (ProblemException e) {
            if (e.status().value() >= UNAVAILABLE) {
                throw e;
            }
            return new Outcome(line, Optional.empty(), Optional.of(e.code()));
        }
    }

    private MadeLine made(Run run, int line, Prepared prepared, Signer signer, JobSegment segment) {
        ChipHolder holder = contents.holder(prepared.card(), prepared.lines(), prepared.fingers());
        return new MadeLine(
                line,
                prepared.card().cardId(),
                signer.certificateId(),
                maker.make(
                        contents.sheet(prepared.card()),
                        holder,
                        signer.signer(),
                        segment,
                        run.runId(),
                        line),
                holder.national().digest(),
                prepared.fingers().captureId(),
                FingerprintImage.digest(holder.fingers()));
    }

    private void store(Run run, List<Outcome> outcomes, List<MadeLine> made, JobSegment segment) {
        Run locked = runs.lock(run.runId()).orElseThrow();
        boolean same =
                locked.state() == Runs.State.PREPARING
                        && runs.taken(run.runId(), outcomes.size()).stream()
                                .map(Line::line)
                                .toList()
                                .equals(outcomes.stream().map(o -> o.line().line()).toList());
        if (!same) {
            // Another instance was faster, or the run was called back.
            return;
        }
        Instant at = clock.instant();
        int number = made.isEmpty() ? 0 : runs.addSegment(run.runId(), segment.wrappedKey());
        int next = 0;
        for (Outcome outcome : outcomes) {
            int line = outcome.line().line();
            if (outcome.prepared().isEmpty()) {
                runs.drop(run.runId(), line, outcome.dropped().orElseThrow(), at);
                continue;
            }
            MadeLine card = made.get(next++);
            if (applications.personalise(outcome.prepared().get(), run.createdBy())) {
                runs.made(run.runId(), number, card, at);
            } else {
                runs.drop(run.runId(), line, "application_changed", at);
            }
        }
    }

    /** Voids the next cards of a run that was called back; what has left is told apart. */
    private boolean recallMore(UUID runId) {
        List<Line> lines = runs.notRecalled(runId, settings.segment());
        Instant at = clock.instant();
        for (Line line : lines) {
            boolean here =
                    line.cardId()
                            .map(
                                    card ->
                                            applications.spoil(
                                                    line.applicationId(),
                                                    card,
                                                    ITSELF,
                                                    "production run recalled"))
                            .orElse(true);
            if (here) {
                line.chipSerial().ifPresent(chip -> blanks.spoil(chip, runId, line.line(), at));
            }
            Optional<String> reason =
                    here ? Optional.empty() : Optional.of("card_left_the_factory");
            runs.end(runId, line.line(), "RECALLED", Optional.empty(), reason, at);
        }
        return !lines.isEmpty();
    }

    private X509Certificate certificate(Run run) {
        Runs.Machine machine = runs.machine(run.machineId()).orElseThrow();
        return parsed(machine.certificate())
                .orElseThrow(() -> new IllegalStateException("a machine has no certificate"));
    }

    static Optional<X509Certificate> parsed(byte[] der) {
        try {
            return Optional.of(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
