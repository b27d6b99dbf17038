package vn.dancu.population.imports;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
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

    private final Imports imports;
    private final CardFiles files;
    private final ImportRun run;
    private final UnwantedFiles unwanted;
    private final ImportSettings settings;
    private @Nullable Worker worker;

    ImportWorker(
            Imports imports,
            CardFiles files,
            ImportRun run,
            DatabaseSignals signals,
            UnwantedFiles unwanted,
            ImportSettings settings) {
        this.imports = imports;
        this.files = files;
        this.run = run;
        this.unwanted = unwanted;
        this.settings = settings;
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
        private int failures;
        private @Nullable UUID failing;

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
                    if (!work()) {
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
            } catch (DataAccessException | TransactionException e) {
                log.warn("files are cleaned up another time");
            }
        }

        /** Works on an import if there is one. */
        private boolean work() throws InterruptedException {
            try {
                Optional<Lease> taken = imports.take(files::isHere);
                if (taken.isPresent()) {
                    try (Lease lease = taken.get()) {
                        work(lease);
                    }
                    return true;
                }
            } catch (SQLException | RuntimeException e) {
                // Nothing is lost: the import is taken again from its checkpoint.
                log.warn("no import can be taken now: {}", e.getClass().getName());
            }
            return false;
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
                imports.end(lease, ImportState.FAILED, e.code());
            } catch (IOException | RuntimeException e) {
                failed(lease, e);
            } finally {
                MDC.remove(Correlation.MDC_KEY);
            }
        }

        /** An outage ends by itself; the same fault again and again does not. */
        private void failed(Lease lease, Exception e) throws InterruptedException {
            if (!running) {
                return;
            }
            StackTraceElement[] trace = e.getStackTrace();
            log.warn(
                    "import {} begins again at its checkpoint after {} at {}",
                    lease.importId(),
                    e.getClass().getName(),
                    trace.length > 0 ? trace[0] : "?");
            boolean outage = e instanceof DataAccessException || e instanceof TransactionException;
            failures = lease.importId().equals(failing) && !outage ? failures + 1 : 1;
            failing = lease.importId();
            if (failures >= settings.maxFailures()) {
                imports.end(lease, ImportState.FAILED, "internal_error");
                failures = 0;
            } else {
                pause(outage ? settings.firstRetry().multipliedBy(5) : settings.firstRetry());
            }
        }
    }
}
