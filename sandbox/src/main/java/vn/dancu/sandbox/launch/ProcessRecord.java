package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What is written down about a process that we started, so that a later run recognises it. A
 * process is ours only if its id, its start and a mark in its command line all agree: the system
 * gives ids out again, and a foreign process must never be touched.
 */
record ProcessRecord(
        String part, long pid, Instant startedAt, String mark, int port, int restarts) {

    /** The system clock may be set meanwhile, and the kernel counts starts in ticks since boot. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    private static final String SUFFIX = ".process";

    ProcessRecord {
        if (mark.isBlank()) {
            throw new IllegalArgumentException("a process without a mark cannot be recognised");
        }
    }

    static ProcessRecord of(
            String part, ProcessHandle process, String mark, int port, int restarts) {
        Instant startedAt = process.info().startInstant().orElseGet(Instant::now);
        return new ProcessRecord(part, process.pid(), startedAt, mark, port, restarts);
    }

    /** The living process, if it is still the one that this record tells of. */
    Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(this::describes);
    }

    private boolean describes(ProcessHandle process) {
        boolean sameStart =
                process.info()
                        .startInstant()
                        .map(start -> Duration.between(start, startedAt).abs())
                        .filter(difference -> difference.compareTo(START_TOLERANCE) <= 0)
                        .isPresent();
        return sameStart && process.isAlive() && CommandLines.of(pid).contains(mark);
    }

    void write(Path folder) throws IOException {
        String text =
                """
                part=%s
                pid=%d
                startedAt=%s
                mark=%s
                port=%d
                restarts=%d
                """
                        .formatted(part, pid, startedAt, mark, port, restarts);
        OwnerOnly.write(file(folder, part), text);
    }

    static void delete(Path folder, String part) throws IOException {
        Files.deleteIfExists(file(folder, part));
    }

    /**
     * Empty if there is none, or if it cannot be understood: then nothing can be recognised by it.
     */
    static Optional<ProcessRecord> read(Path folder, String part) {
        Properties values = new Properties();
        try {
            values.load(
                    new StringReader(Files.readString(file(folder, part)).replace("\\", "\\\\")));
            return Optional.of(
                    new ProcessRecord(
                            part,
                            Long.parseLong(values.getProperty("pid", "")),
                            Instant.parse(values.getProperty("startedAt", "")),
                            values.getProperty("mark", ""),
                            Integer.parseInt(values.getProperty("port", "")),
                            Integer.parseInt(values.getProperty("restarts", ""))));
        } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Path file(Path folder, String part) {
        return folder.resolve(part + SUFFIX);
    }
}
