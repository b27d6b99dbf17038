package vn.dancu.population.imports;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.signals.DatabaseSignals;

/**
 * Makes whole uploads and files of sources imports, one at a time. A file is read from its start
 * each time: what a dead process left of it is not used.
 */
@Component
class IntakeWorker implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(IntakeWorker.class);
    private static final int PAGE = 20;
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration CLEANING = Duration.ofMinutes(5);
    // A source that was away for hours is asked again within minutes of its return.
    private static final Duration LAST_FETCH_RETRY = Duration.ofMinutes(5);

    private final Intakes intakes;
    private final UploadParts parts;
    private final CardSources sources;
    private final CardFiles files;
    private final Reception reception;
    private final DataSource dataSource;
    private final ImportSettings settings;
    private final SourceSettings sourceSettings;
    private final Clock clock;
    private final Semaphore wake = new Semaphore(0);
    private @Nullable Thread thread;
    private volatile boolean running;

    IntakeWorker(
            Intakes intakes,
            UploadParts parts,
            CardSources sources,
            CardFiles files,
            Reception reception,
            DataSource dataSource,
            DatabaseSignals signals,
            ImportSettings settings,
            SourceSettings sourceSettings,
            Clock clock) {
        this.intakes = intakes;
        this.parts = parts;
        this.sources = sources;
        this.files = files;
        this.reception = reception;
        this.dataSource = dataSource;
        this.settings = settings;
        this.sourceSettings = sourceSettings;
        this.clock = clock;
        signals.subscribe(Intakes.CHANNEL, wake::release);
    }

    @Override
    public synchronized void start() {
        running = true;
        thread = Thread.ofPlatform().name("import-intake").start(this::run);
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
        long cleaned = System.nanoTime() - CLEANING.toNanos();
        try {
            while (running) {
                if (System.nanoTime() - cleaned >= CLEANING.toNanos()) {
                    clean();
                    cleaned = System.nanoTime();
                }
                workOnAll();
                wake.tryAcquire(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void workOnAll() {
        try {
            for (Intake intake : intakes.ready(PAGE)) {
                if (running) {
                    tryOne(intake.intakeId());
                }
            }
        } catch (Throwable e) {
            // Errors too: with this thread all intakes would end.
            log.warn("no intake can be taken now: {}", e.getClass().getName());
        }
    }

    /** What goes wrong with one keeps none of those behind it. */
    private void tryOne(UUID intakeId) {
        try {
            workOnOne(intakeId);
        } catch (Throwable e) {
            log.warn("intake {} cannot be taken now: {}", intakeId, e.getClass().getName());
        }
    }

    /** Uploads that nobody goes on with give their room back. */
    private void clean() {
        try {
            for (Intake upload : intakes.expired(PAGE)) {
                if (intakes.refuse(
                        upload.intakeId(),
                        Intake.State.OPEN,
                        "expired",
                        "No more of it came in time.")) {
                    parts.remove(upload.intakeId());
                }
            }
            parts.clean();
        } catch (RuntimeException e) {
            log.warn("expired uploads are removed another time");
        }
    }

    private void workOnOne(UUID intakeId) throws SQLException {
        Connection session = dataSource.getConnection();
        try {
            session.setAutoCommit(true);
            if (Imports.locks(session, intakeId)) {
                intakes.find(intakeId)
                        .filter(intake -> intake.state() == Intake.State.READY)
                        .ifPresent(this::take);
            }
        } finally {
            Lease.release(session);
        }
    }

    private void take(Intake intake) {
        try (InputStream body = open(intake);
                CardFiles.Upload upload = files.receive(body, intake.form())) {
            Imports.Registered registered =
                    reception.register(
                            upload,
                            intake.form(),
                            intake.submittedBy(),
                            register -> {
                                UUID importId = register.get();
                                intakes.registered(intake.intakeId(), importId);
                                return importId;
                            });
            log.info("intake {} is import {}", intake.intakeId(), registered.importId());
            parts.remove(intake.intakeId());
        } catch (ProblemException e) {
            if (isFinal(e)) {
                refuse(intake, e.code(), String.valueOf(e.getMessage()));
            } else {
                postpone(intake);
            }
        } catch (IOException | RuntimeException | Error e) {
            log.warn("intake {} cannot be read: {}", intake.intakeId(), e.getClass().getName());
            postpone(intake);
        }
    }

    private InputStream open(Intake intake) throws IOException {
        if (intake.source().equals(Intake.UPLOAD)) {
            return parts.open(intake.intakeId());
        }
        CardSource source =
                sources.named(intake.source())
                        .orElseThrow(() -> new IOException("the source is not configured"));
        return source.open(String.valueOf(intake.name()));
    }

    /** Whether it will be so again: the file itself is wrong, not the way to it. */
    private static boolean isFinal(ProblemException e) {
        return e.status().is4xxClientError() && !e.code().equals("malformed_body");
    }

    private void refuse(Intake intake, String code, String detail) {
        if (intakes.refuse(intake.intakeId(), Intake.State.READY, code, detail)) {
            log.info("intake {} is refused: {}", intake.intakeId(), code);
            parts.remove(intake.intakeId());
        }
    }

    /**
     * A file of a source can be asked for again by its name; an upload is the only copy that is
     * here, so it is kept and tried until it expires.
     */
    private void postpone(Intake intake) {
        if (!running) {
            return;
        }
        boolean upload = intake.source().equals(Intake.UPLOAD);
        Instant expiry = intake.expiresAt();
        boolean over =
                upload
                        ? expiry != null && clock.instant().isAfter(expiry)
                        : intake.attempts() + 1 >= sourceSettings.maxAttempts();
        if (over) {
            refuse(intake, "source_unavailable", "The file could not be read to its end.");
            return;
        }
        Duration pause =
                settings.firstRetry().multipliedBy(1L << Math.min(intake.attempts() * 2, 10));
        Duration last = upload ? settings.lastRetry() : LAST_FETCH_RETRY;
        intakes.postpone(intake.intakeId(), pause.compareTo(last) > 0 ? last : pause);
    }
}
