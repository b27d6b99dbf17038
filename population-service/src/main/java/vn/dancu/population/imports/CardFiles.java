package vn.dancu.population.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;

/**
 * The files of imports in their folder. An upload grows as a part that its process keeps locked and
 * becomes the file of an import when it is whole and on the disk.
 */
@Component
class CardFiles {
    private static final Logger log = LoggerFactory.getLogger(CardFiles.class);
    private static final int BUFFER_BYTES = 128 * 1024;
    private static final String PART = ".part";
    private static final String FILE = ".ndjson";
    // Between becoming a file and being registered lies one transaction, not an hour.
    private static final Duration UNWANTED = Duration.ofHours(1);

    private final Path folder;
    private final long maxBytes;
    private final int maxRatio;
    private final Semaphore uploads;
    private final Clock clock;

    CardFiles(ImportSettings settings, Clock clock) {
        this.folder = settings.folder();
        this.maxBytes = settings.maxFile().toBytes();
        this.maxRatio = settings.maxRatio();
        this.uploads = new Semaphore(settings.maxUploads());
        this.clock = clock;
    }

    /** A whole upload that is on the disk; closed before it was kept, it is removed. */
    static final class Upload implements AutoCloseable {
        private final Path part;
        private final FileChannel channel;
        private final byte[] sha256;
        private final long bytes;

        private Upload(Path part, FileChannel channel, byte[] sha256, long bytes) {
            this.part = part;
            this.channel = channel;
            this.sha256 = sha256;
            this.bytes = bytes;
        }

        byte[] sha256() {
            return sha256.clone();
        }

        long bytes() {
            return bytes;
        }

        @Override
        public void close() {
            discard(part, channel);
        }
    }

    /** As {@link #receive(InputStream, FileForm)}, of plain NDJSON. */
    Upload receive(InputStream body) {
        return receive(body, FileForm.PLAIN);
    }

    /**
     * Streams a body into the folder, unpacked: so an import can go on from any byte, and the same
     * cards are the same file however they were packed.
     *
     * @throws ProblemException 413 {@code body_too_large}, {@code compressed_too_much}, 400 {@code
     *     empty_file}, {@code malformed_body} if it ends early, {@code malformed_compression}, 415
     *     if it is not packed as declared, 422 if a CSV file has no usable header, 503 if it cannot
     *     be kept
     */
    Upload receive(InputStream body, FileForm form) {
        if (!uploads.tryAcquire()) {
            throw ProblemException.unavailable(
                    "too_many_uploads", "Too many files are on their way.", Duration.ofSeconds(30));
        }
        try (Unpacking plain = Unpacking.of(body, form.packing(), maxRatio)) {
            return checked(store(plain), form);
        } catch (IOException e) {
            throw notKept(e);
        } finally {
            uploads.release();
        }
    }

    private static Upload checked(Upload upload, FileForm form) throws IOException {
        boolean sound = false;
        try {
            if (form.format() == CardFormat.CSV) {
                CsvCardReader.header(upload.part, form.charset());
            }
            sound = true;
            return upload;
        } catch (CsvColumns.HeaderException e) {
            throw ProblemException.refused(e.code(), e.detail());
        } finally {
            if (!sound) {
                upload.close();
            }
        }
    }

    private static ProblemException notKept(IOException e) {
        log.warn("an upload cannot be kept: {}", e.getClass().getSimpleName());
        return ProblemException.unavailable(
                "unavailable", "The file cannot be kept now.", Duration.ofSeconds(10));
    }

    private Upload store(Unpacking body) {
        Path part = folder.resolve("upload-" + UUID.randomUUID() + PART);
        FileChannel channel = null;
        boolean whole = false;
        try {
            createFolder(folder);
            channel =
                    FileChannel.open(
                            part,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            onlyOwner(folder, "rw-------"));
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("a new file is locked by somebody else");
            }
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            long bytes = copy(body, channel, sha256);
            channel.force(true);
            whole = true;
            return new Upload(part, channel, sha256.digest(), bytes);
        } catch (IOException e) {
            throw notKept(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } finally {
            if (!whole && channel != null) {
                discard(part, channel);
            }
        }
    }

    static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder, onlyOwner(folder, "rwx------"));
    }

    /** A file holds the data of many persons: nobody else on the machine reads it. */
    static FileAttribute<?>[] onlyOwner(Path folder, String permissions) {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private long copy(InputStream body, FileChannel channel, MessageDigest sha256)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        for (int n = body.readNBytes(buffer, 0, buffer.length);
                n > 0;
                n = body.readNBytes(buffer, 0, buffer.length)) {
            bytes += n;
            if (bytes > maxBytes) {
                throw ProblemException.of(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "body_too_large",
                        "The file is larger than " + maxBytes + " bytes.");
            }
            sha256.update(buffer, 0, n);
            ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, n);
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        }
        if (bytes == 0) {
            throw ProblemException.badRequest("empty_file", "The body has no bytes.");
        }
        return bytes;
    }

    /** Makes a whole upload the file of an import, also where an older one lies. */
    void keep(Upload upload, UUID importId) {
        try {
            Files.move(
                    upload.part,
                    of(importId),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    Path of(UUID importId) {
        return folder.resolve(importId + FILE);
    }

    boolean isHere(UUID importId) {
        return Files.isReadable(of(importId));
    }

    void remove(UUID importId) {
        try {
            Files.deleteIfExists(of(importId));
        } catch (IOException e) {
            log.warn("the file of import {} is still there", importId);
        }
    }

    /** Removes what uploads of dead processes left, here or in other instances of this service. */
    void clean(Predicate<UUID> wanted) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(PART)) {
                    cleanPart(file);
                } else if (name.endsWith(FILE)) {
                    cleanFile(file, name, wanted);
                }
            }
        } catch (IOException e) {
            log.warn("the folder of imports cannot be read: {}", e.getClass().getSimpleName());
        }
    }

    private static void cleanPart(Path part) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(part);
                log.info("removed a half upload");
            }
        } catch (OverlappingFileLockException e) {
            log.debug("an upload is under way in this process");
        }
    }

    private void cleanFile(Path file, String name, Predicate<UUID> wanted) throws IOException {
        Instant old = clock.instant().minus(UNWANTED);
        if (Files.getLastModifiedTime(file).toInstant().isAfter(old)) {
            return;
        }
        UUID importId;
        try {
            importId = UUID.fromString(name.substring(0, name.length() - FILE.length()));
        } catch (IllegalArgumentException e) {
            return; // not ours
        }
        if (!wanted.test(importId)) {
            Files.deleteIfExists(file);
            log.info("removed a file that no import needs");
        }
    }

    private static void discard(Path part, FileChannel channel) {
        try (channel) {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            log.warn("a half upload is still there; it is removed at the next start");
        }
    }
}
