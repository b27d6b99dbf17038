package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds who listens on a port, as far as the system tells us: Linux's /proc, no tool needed. */
final class SocketOwners {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int MAX_COMMAND_LENGTH = 80;

    private SocketOwners() {}

    /** For example {@code pid 4711 (java -jar other.jar)}; empty where it cannot be found. */
    static Optional<String> describe(int port) {
        return pid(port).map(pid -> "pid " + pid + command(pid));
    }

    static Optional<Long> pid(int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            collectListening(PROC.resolve(table), port, sockets);
        }
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> holdsAny(pid, sockets))
                .findFirst();
    }

    private static void collectListening(Path table, int port, Set<String> sockets) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        try (Stream<String> lines = Files.lines(table)) {
            lines.skip(1)
                    .map(line -> List.of(line.strip().split("\\s+")))
                    .filter(cells -> cells.size() > INODE && cells.get(STATE).equals(LISTEN))
                    .filter(cells -> cells.get(LOCAL_ADDRESS).endsWith(suffix))
                    .forEach(cells -> sockets.add("socket:[" + cells.get(INODE) + "]"));
        } catch (IOException | UncheckedIOException e) {
            // Not Linux, or hidden from us: the port is named without its owner.
        }
    }

    private static boolean holdsAny(long pid, Set<String> sockets) {
        try (Stream<Path> descriptors = Files.list(PROC.resolve(pid + "/fd"))) {
            return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String command(long pid) {
        String line = CommandLines.of(pid);
        if (line.isEmpty()) {
            return "";
        }
        String shown =
                line.length() <= MAX_COMMAND_LENGTH
                        ? line
                        : line.substring(0, MAX_COMMAND_LENGTH) + "…";
        return " (" + shown + ")";
    }
}
