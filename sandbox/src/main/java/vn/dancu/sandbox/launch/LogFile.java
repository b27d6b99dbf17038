package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A log that a process appends to, kept below a bound. The process holds the file open and outlives
 * us if we are killed, so the file is copied aside and emptied in place; appending goes on at its
 * new end.
 */
record LogFile(Path file, long maxBytes) {

    private static final long MAX_BYTES = 20L << 20;

    LogFile(Path file) {
        this(file, MAX_BYTES);
    }

    /** The former log, at most one. */
    Path former() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    void keepBounded() throws IOException {
        if (!Files.exists(file) || Files.size(file) <= maxBytes) {
            return;
        }
        Files.copy(file, former(), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    /** The last lines, for a message about what went wrong. */
    List<String> tail(int lines) {
        try (var reader = new java.io.RandomAccessFile(file.toFile(), "r")) {
            long length = reader.length();
            int window = (int) Math.min(length, 1L << 16);
            byte[] end = new byte[window];
            reader.seek(length - window);
            reader.readFully(end);
            List<String> all =
                    new String(end, java.nio.charset.StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}
