package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A service as an operating system process that is kept alive: started, watched by a thread of its
 * own, started again after a death, and stopped.
 */
final class ServiceProcess {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** Says whether the service works. */
    interface Health {
        boolean answers() throws InterruptedException;
    }

    private final Part part;
    private final List<String> command;
    private final Map<String, String> environment;
    private final DataFolder data;
    private final int port;
    private final String mark;
    private final Progress progress;
    private final Health health;
    private final RestartPolicy policy = new RestartPolicy();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread guard;

    private volatile @Nullable Process process;
    private int restarts;
    private volatile boolean givenUp;

    ServiceProcess(
            Part part,
            List<String> java,
            Map<String, String> environment,
            DataFolder data,
            int port,
            Progress progress,
            Health health) {
        this.part = part;
        this.environment = Map.copyOf(environment);
        this.data = data;
        this.port = port;
        this.progress = progress;
        this.health = health;
        this.mark = mark(data, part);
        this.command = new ArrayList<>(java);
        this.command.add(1, mark);
        this.guard =
                Thread.ofPlatform().daemon().name("guard-" + part.module()).unstarted(this::guard);
    }

    /** What stands in the command line of this service of this data folder, and nowhere else. */
    static String mark(DataFolder data, Part part) {
        return "-Ddancu.process=" + data.run().resolve(part.module());
    }

    Part part() {
        return part;
    }

    LogFile log() {
        return new LogFile(data.log(part.module()));
    }

    boolean givenUp() {
        return givenUp;
    }

    Optional<Long> pid() {
        Process current = process;
        return current != null && current.isAlive() ? Optional.of(current.pid()) : Optional.empty();
    }

    void start() throws IOException {
        launch();
        guard.start();
    }

    /** Begins the stop of this process and returns at once; there is no start after it. */
    synchronized void askToStop() {
        stopping.countDown();
        Process current = process;
        if (current != null) {
            current.destroy();
        }
    }

    /** Ends the process, by force after the wait, and forgets it. */
    void stop(Duration grace) throws InterruptedException {
        askToStop();
        Process current = process;
        if (current != null && !Stopping.stop(current.toHandle(), grace)) {
            progress.say(part.module() + " (pid " + current.pid() + ") does not end");
            return;
        }
        try {
            ProcessRecord.delete(data.run(), part.module());
        } catch (IOException e) {
            progress.say(part.module() + ": cannot remove its record: " + e);
        }
    }

    private synchronized void launchAgain() throws IOException {
        restarts++;
        launch();
    }

    private synchronized void launch() throws IOException {
        if (stopping.getCount() == 0) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(data.work(part).toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(data.log(part.module()).toFile()));
        Process started = builder.start();
        process = started;
        ProcessRecord.of(part.module(), started.toHandle(), mark, port, restarts).write(data.run());
    }

    private void guard() {
        try {
            while (stopping.getCount() > 0) {
                Process current = Objects.requireNonNull(process);
                boolean answered = awaitDeath(current);
                if (stopping.getCount() == 0) {
                    return;
                }
                int exit = current.exitValue();
                Optional<Duration> pause = policy.afterDeath(answered);
                if (pause.isEmpty()) {
                    giveUp(exit);
                    return;
                }
                progress.say(part.module() + " died (" + exit + "); it is started again");
                if (stopping.await(pause.get().toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                launchAgain();
            }
        } catch (IOException e) {
            progress.say(part.module() + " cannot be started again: " + e);
            givenUp = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the end of the process. True if it had answered before. */
    private boolean awaitDeath(Process current) throws InterruptedException {
        boolean answered = false;
        while (!current.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            if (!answered) {
                answered = health.answers();
            }
        }
        return answered;
    }

    private void giveUp(int exit) {
        progress.say(
                "%s died %d times before it answered (last: %d) and is given up. Its log: %s"
                        .formatted(
                                part.module(),
                                RestartPolicy.MAX_VAIN_STARTS,
                                exit,
                                data.log(part.module())));
        givenUp = true;
    }
}
