package vn.dancu.sandbox.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server process of one data folder, found through the file in which PostgreSQL names it. */
final class Postmaster {

    private static final String PID_FILE = "postmaster.pid";

    private Postmaster() {}

    /**
     * The running server of this folder, verified: process ids are reused, so the file alone may
     * lie.
     */
    static Optional<ProcessHandle> of(Path dataFolder) {
        return namedIn(dataFolder.resolve(PID_FILE)).filter(p -> serves(p, dataFolder));
    }

    /**
     * Removes the file of a server that is gone when its process id meanwhile belongs to a
     * stranger: PostgreSQL would take the stranger for a running server and refuse to start.
     */
    static void forgetStranger(Path dataFolder) {
        Path pidFile = dataFolder.resolve(PID_FILE);
        if (namedIn(pidFile).filter(p -> !serves(p, dataFolder)).isPresent()) {
            try {
                Files.deleteIfExists(pidFile);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Waits until no process works in this folder any more. When a server is killed, its children
     * notice within moments; until then a new server would be refused their shared memory.
     */
    static void awaitNobodyIn(Path dataFolder, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (ProcessHandle process : workingIn(dataFolder)) {
            try {
                process.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException e) {
                throw new InfrastructureException(
                        "process " + process.pid() + " still works in " + dataFolder, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InfrastructureException("interrupted", e);
            }
        }
    }

    private static List<ProcessHandle> workingIn(Path dataFolder) {
        return ProcessHandle.allProcesses()
                .filter(Postmaster::isPostgres)
                .filter(p -> workingFolder(p).filter(dataFolder::equals).isPresent())
                .toList();
    }

    private static Optional<ProcessHandle> namedIn(Path pidFile) {
        try {
            String first = Files.readString(pidFile).lines().findFirst().orElse("");
            return ProcessHandle.of(Long.parseLong(first.strip())).filter(ProcessHandle::isAlive);
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * PostgreSQL works in its data folder; where the system hides that, its command line names it.
     */
    private static boolean serves(ProcessHandle process, Path dataFolder) {
        return isPostgres(process)
                && workingFolder(process)
                        .map(dataFolder::equals)
                        .orElseGet(() -> commandLineNames(process, dataFolder));
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().filter(c -> Path.of(c).endsWith("postgres")).isPresent();
    }

    private static boolean commandLineNames(ProcessHandle process, Path dataFolder) {
        return process.info().arguments().stream()
                .flatMap(arguments -> List.of(arguments).stream())
                .anyMatch(dataFolder.toString()::equals);
    }

    private static Optional<Path> workingFolder(ProcessHandle process) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd")));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
