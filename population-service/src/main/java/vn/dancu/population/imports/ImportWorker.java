package vn.dancu.population.imports;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import vn.dancu.platform.calls.CalleeRefusedException;
import vn.dancu.platform.signals.DatabaseSignals;
import vn.dancu.platform.web.Correlation;

/**
 * Works on one import at a time, the oldest that no other instance holds. Whatever goes wrong, the
 * import is let go and taken up again from its checkpoint, here or elsewhere.
 */
@Component
class ImportWorker implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ImportWorker.class);
    private static final Duration CLEANING = Duration.ofHours(1);
    private static final Duration STOP = Duration.ofSeconds(10);

    /** Under it stands until when nothing is taken back. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final Imports imports;
    private final CardFiles files;
    private final ImportRun run;
    private final Decisions decisions;
    private final WithdrawalRun withdrawals;
    private final NumberReleases releases;
    private final UnwantedFiles unwanted;
    private final DeferredIndexes indexes;
    private final ImportSettings settings;
    private final Clock clock;
    private @Nullable Worker worker;

    ImportWorker(
            Imports imports,
            CardFiles files,
            ImportRun run,
            Decisions decisions,
            WithdrawalRun withdrawals,
            NumberReleases releases,
            DatabaseSignals signals,
            UnwantedFiles unwanted,
            DeferredIndexes indexes,
            ImportSettings settings,
            Clock clock) {
        this.imports = imports;
        this.files = files;
        this.run = run;
        this.decisions = decisions;
        this.withdrawals = withdrawals;
        this.releases = releases;
        this.unwanted = unwanted;
        this.indexes = indexes;
        this.settings = settings;
        this.clock = clock;
        signals.subscribe(Imports.CHANNEL, this::wake);
    }

    @Override
    public synchronized void start() {
        var started = new Worker();
        worker = started;
        started.thread.start();
    }

    @Override
    public synchronized void stop() {
        if (worker != null) {
            worker.end();
            worker = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return worker != null;
    }

    private synchronized void wake() {
        if (worker != null) {
            worker.wake.release();
        }
    }

    private final class Worker implements Runnable, ImportRun.Patience {
        private final Semaphore wake = new Semaphore(0);
        private final Semaphore stop = new Semaphore(0);
        // A platform thread: an interrupt of a virtual one would cut its database connection.
        private final Thread thread = Thread.ofPlatform().name("imports").unstarted(this);
        private volatile boolean running = true;
        private final Map<UUID, Instant> heldUp = new HashMap<>();
        private int failures;
        private @Nullable UUID failing;
        private long failingAt;

        void end() {
            running = false;
            stop.release();
            thread.interrupt();
            try {
                thread.join(STOP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public boolean goesOn() {
            return running;
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            if (stop.tryAcquire(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                stop.release();
            }
        }

        @Override
        public void run() {
            try {
                clean();
                long cleaned = System.nanoTime();
                while (running) {
                    if (System.nanoTime() - cleaned > CLEANING.toNanos()) {
                        clean();
                        cleaned = System.nanoTime();
                    }
                    boolean worked = takeBack();
                    if (!(work() || worked)) {
                        buildAbandoned();
                        wake.tryAcquire(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
                        wake.drainPermits();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void clean() {
            try {
                unwanted.clean();
            } catch (RuntimeException e) {
                log.warn("files are cleaned up another time");
            }
        }

        private void buildAbandoned() {
            try {
                indexes.buildAbandoned(this::goesOn);
            } catch (RuntimeException e) {
                log.warn("indexes are built another time: {}", e.getClass().getName());
            }
        }

        /** Takes imports back that were decided to be, and numbers of people nobody wrote. */
        private boolean takeBack() throws InterruptedException {
            if (heldUp.containsKey(NOBODY)) {
                return false;
            }
            try {
                boolean withdrawn = withdrawals.work(this);
                return releases.work(this) || withdrawn;
            } catch (InterruptedException e) {
                throw e;
            } catch (Throwable e) {
                // Nothing is lost: each goes on from its checkpoint. Errors too, as below.
                log.warn("nothing can be taken back now: {}", e.getClass().getName());
                heldUp.put(NOBODY, clock.instant().plus(settings.lastRetry()));
                return false;
            }
        }

        /** Works on an import if there is one. */
        private boolean work() throws InterruptedException {
            try {
                Instant now = clock.instant();
                heldUp.values().removeIf(until -> !until.isAfter(now));
                Optional<Lease> taken =
                        imports.take(
                                importId -> !heldUp.containsKey(importId),
                                files::isHere,
                                this::letGo);
                if (taken.isPresent()) {
                    try (Lease lease = taken.get()) {
                        work(lease);
                    }
                    return true;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Throwable e) {
                // Nothing is lost: the import is taken again from its checkpoint. Errors too: with
                // this thread all imports would end.
                log.warn("no import can be taken now: {}", e.getClass().getName());
            }
            return false;
        }

        /** Others do not wait for ever for a file that nobody has. */
        private void letGo(Lease lease, Instant since) {
            if (!since.plus(settings.missingFile()).isAfter(clock.instant())
                    && decisions.letGo(lease)) {
                log.warn("import {} has no file and lets others go on", lease.importId());
            }
        }

        private void work(Lease lease) throws InterruptedException {
            MDC.put(Correlation.MDC_KEY, lease.importId().toString());
            try {
                run.run(lease, this);
                log.info("import {} let go", lease.importId());
                failures = 0;
            } catch (Lease.LostException e) {
                log.info("import {} was taken over", lease.importId());
            } catch (DamagedFileException e) {
                log.warn("import {} has failed: {}", lease.importId(), e.code());
                decisions.giveUp(lease, e.code());
            } catch (Numbers.UnusableAnswerException e) {
                log.warn(
                        "import {} has failed: answers about numbers are unusable",
                        lease.importId());
                decisions.giveUp(lease, "id_number_service_answer_unusable");
            } catch (RegisterLookUp.UnwrittenException e) {
                log.info("import {} lets others go first", lease.importId());
                heldUp.put(lease.importId(), clock.instant().plus(settings.lastRetry()));
            } catch (InterruptedException e) {
                throw e;
            } catch (Throwable e) {
                failed(lease, e);
            } finally {
                MDC.remove(Correlation.MDC_KEY);
            }
        }

        /** An outage ends by itself; the same fault again and again does not. */
        private void failed(Lease lease, Throwable e) throws InterruptedException {
            if (!running) {
                return;
            }
            StackTraceElement[] trace = e.getStackTrace();
            log.warn(
                    "import {} begins again at its checkpoint after {} at {}",
                    lease.importId(),
                    e.getClass().getName(),
                    trace.length > 0 ? trace[0] : "?");
            if (isOutage(e)) {
                failures = 0;
                pause(settings.firstRetry().multipliedBy(5));
                return;
            }
            long at = imports.position(lease).bytesDone();
            boolean again = lease.importId().equals(failing) && at == failingAt;
            failures = again ? failures + 1 : 1;
            failing = lease.importId();
            failingAt = at;
            if (failures >= settings.maxFailures()) {
                log.warn("import {} has failed", lease.importId());
                decisions.giveUp(lease, reasonOf(e));
                failures = 0;
            } else {
                pause(settings.firstRetry());
            }
        }
    }

    private static boolean isOutage(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransientDataAccessException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransactionException) {
                return true;
            }
        }
        return false;
    }

    private static String reasonOf(Throwable e) {
        return e instanceof CalleeRefusedException ? "id_number_service_refused" : "internal_error";
    }
}
