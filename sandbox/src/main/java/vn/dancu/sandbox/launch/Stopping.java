package vn.dancu.sandbox.launch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a process: asked first, made to after a bounded wait. */
final class Stopping {
    /** A service's own graceful stop, at most 15 s, ends before this. */
    static final Duration GRACE = Duration.ofSeconds(25);

    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private Stopping() {}

    /** True if the process has ended. */
    static boolean stop(ProcessHandle process, Duration grace) throws InterruptedException {
        process.destroy();
        if (ended(process, grace)) {
            return true;
        }
        process.destroyForcibly();
        return ended(process, AFTER_KILL);
    }

    static boolean ended(ProcessHandle process, Duration patience) throws InterruptedException {
        CompletableFuture<ProcessHandle> exit = process.onExit();
        try {
            exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !process.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
