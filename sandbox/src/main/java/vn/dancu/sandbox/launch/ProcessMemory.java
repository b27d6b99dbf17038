package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Memory as proportional set size: pages that processes share are counted once in total, so that a
 * sum is true. Read from {@code smaps_rollup} (Linux); where that is missing nothing is claimed.
 */
final class ProcessMemory {
    private static final String PSS = "Pss:";
    private static final long KIB = 1024;

    private final Path proc;

    ProcessMemory() {
        this(Path.of("/proc"));
    }

    ProcessMemory(Path proc) {
        this.proc = proc;
    }

    /** Bytes of one process; empty if it is gone or cannot be read. */
    OptionalLong of(long pid) {
        try (Stream<String> lines = Files.lines(proc.resolve(pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith(PSS))
                    .mapToLong(line -> kibibytes(line) * KIB)
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /** Bytes of these processes and all their descendants, each counted once. */
    OptionalLong ofTrees(Collection<Long> roots) {
        Set<Long> pids = new LinkedHashSet<>();
        for (long root : roots) {
            pids.add(root);
            ProcessHandle.of(root)
                    .ifPresent(
                            handle -> handle.descendants().forEach(child -> pids.add(child.pid())));
        }
        return sum(pids);
    }

    OptionalLong sum(Collection<Long> pids) {
        long total = 0;
        boolean any = false;
        for (long pid : pids) {
            OptionalLong bytes = of(pid);
            any |= bytes.isPresent();
            total += bytes.orElse(0);
        }
        return any ? OptionalLong.of(total) : OptionalLong.empty();
    }

    /** From a line like {@code Pss: 1234 kB}. */
    private static long kibibytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
