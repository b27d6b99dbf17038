package vn.dancu.population.imports;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.problem.ProblemException;

/**
 * Tells how far an import is, as server-sent events: one at once, one for each change, a comment
 * while nothing changes, and the end with the import's. Bounded in number and in time; a browser
 * that is cut off comes again by itself.
 */
@Component
class ImportWatches implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ImportWatches.class);
    private static final int MOST = 64;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LOOKS_TO_HEARTBEAT = 10;
    private static final int MOST_LOOKS = 1_800;

    private final Imports imports;
    private final JsonMapper json;
    private final Semaphore places = new Semaphore(MOST);
    private volatile CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running;

    ImportWatches(Imports imports, JsonMapper json) {
        this.imports = imports;
        this.json = json;
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        running = true;
    }

    /** Before the server waits for its requests to end. */
    @Override
    public void stop() {
        running = false;
        stopped.countDown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /**
     * Writes events until the import has ended.
     *
     * @throws ProblemException 404 {@code import_not_found}, 503 {@code too_many_watches}
     */
    void watch(UUID importId, HttpServletResponse response) {
        ImportProgress first = imports.find(importId).orElseThrow(ImportsController::unknown);
        if (!places.tryAcquire()) {
            throw ProblemException.unavailable(
                    "too_many_watches",
                    "Too many watch imports now; ask for the progress instead.",
                    Duration.ofSeconds(30));
        }
        try {
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            write(importId, first, response.getOutputStream());
        } catch (IOException e) {
            log.debug("a watcher has gone");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private void write(UUID importId, ImportProgress first, OutputStream out)
            throws IOException, InterruptedException {
        ImportProgress said = first;
        int quiet = 0;
        event(said, out);
        for (int look = 0; look < MOST_LOOKS && !hasEnded(said); look++) {
            if (stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            Optional<ImportProgress> now = imports.find(importId);
            if (now.isPresent() && !now.get().equals(said)) {
                said = now.get();
                quiet = 0;
                event(said, out);
            } else if (++quiet % LOOKS_TO_HEARTBEAT == 0) {
                out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    private static boolean hasEnded(ImportProgress progress) {
        return progress.finishedAt() != null && progress.state() != ImportState.WITHDRAWING;
    }

    private void event(ImportProgress progress, OutputStream out) throws IOException {
        String name = hasEnded(progress) ? "end" : "progress";
        out.write(
                ("event: " + name + "\ndata: " + json.writeValueAsString(progress) + "\n\n")
                        .getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
