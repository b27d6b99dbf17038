package vn.dancu.population.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;

/**
 * The bytes of uploads that come in parts. What counts is what the record says is there: bytes
 * behind it, of a part that broke off or of a process that died, are cut off and come again.
 */
@Component
class UploadParts {
    static final String SUFFIX = ".upload";
    private static final Logger log = LoggerFactory.getLogger(UploadParts.class);
    private static final int BUFFER_BYTES = 128 * 1024;
    private static final HttpStatusCode CHECKSUM_MISMATCH = HttpStatusCode.valueOf(460);

    private final Path folder;
    private final Intakes intakes;
    private final SourceSettings settings;

    UploadParts(ImportSettings imports, Intakes intakes, SourceSettings settings) {
        this.folder = imports.folder();
        this.intakes = intakes;
        this.settings = settings;
    }

    private Path of(UUID intakeId) {
        return folder.resolve(intakeId + SUFFIX);
    }

    InputStream open(UUID intakeId) throws IOException {
        return Files.newInputStream(of(intakeId));
    }

    void remove(UUID intakeId) {
        try {
            Files.deleteIfExists(of(intakeId));
        } catch (IOException e) {
            log.warn("the parts of upload {} are still there", intakeId);
        }
    }

    /**
     * Removes what nobody reads any more: a process died between the end of an intake and the
     * removing of its bytes. An intake is on record before it has a file.
     */
    void clean() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                UUID intakeId = idOf(file);
                if (intakeId != null && !isLive(intakeId)) {
                    Files.deleteIfExists(file);
                    log.info("removed an upload that no intake needs");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.warn("old uploads are removed another time: {}", e.getClass().getSimpleName());
        }
    }

    private static @Nullable UUID idOf(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            return UUID.fromString(name.substring(0, name.length() - SUFFIX.length()));
        } catch (IllegalArgumentException e) {
            return null; // not ours
        }
    }

    private boolean isLive(UUID intakeId) {
        return intakes.find(intakeId)
                .map(Intake::state)
                .filter(state -> state == Intake.State.OPEN || state == Intake.State.READY)
                .isPresent();
    }

    /** Makes the empty file of a new upload. */
    void begin(UUID intakeId) {
        try {
            CardFiles.createFolder(folder);
            FileChannel.open(
                            of(intakeId),
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            CardFiles.onlyOwner(folder, "rw-------"))
                    .close();
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    /**
     * Adds a part.
     *
     * @param sha256 what its bytes must come to; checked before any of them count
     * @return how many bytes are there now
     * @throws ProblemException 409 {@code offset_mismatch}, 410 {@code upload_gone}, 413 {@code
     *     body_too_large} if there are more bytes than were announced, 423 {@code upload_busy}, 460
     *     {@code checksum_mismatch}, 503 if it cannot be kept
     */
    long append(UUID intakeId, long offset, InputStream body, byte @Nullable [] sha256) {
        try (FileChannel channel = FileChannel.open(of(intakeId), StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            Intake upload = intakes.find(intakeId).orElseThrow(UploadParts::gone);
            if (!lock.isValid() || upload.state() != Intake.State.OPEN) {
                throw gone();
            }
            if (upload.received() != offset) {
                throw ProblemException.conflict(
                        "offset_mismatch", "The upload goes on at " + upload.received() + ".");
            }
            channel.truncate(offset);
            channel.position(offset);
            return new Part(upload, channel, sha256).take(body);
        } catch (NoSuchFileException e) {
            throw gone();
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            log.debug("another part of the upload is under way in this process");
        }
        if (lock == null) {
            throw ProblemException.of(
                    HttpStatus.LOCKED, "upload_busy", "Another part of it is under way.");
        }
        return lock;
    }

    static ProblemException gone() {
        return ProblemException.of(
                HttpStatus.GONE, "upload_gone", "The upload takes no more bytes.");
    }

    private static ProblemException notKept(IOException e) {
        log.warn("a part of an upload cannot be kept: {}", e.getClass().getSimpleName());
        return ProblemException.unavailable(
                "unavailable", "The part cannot be kept now.", Duration.ofSeconds(10));
    }

    /** One part on its way to the disk. */
    private final class Part {
        private final Intake upload;
        private final FileChannel channel;
        private final byte @Nullable [] sha256;
        private final MessageDigest digest;
        private long safe;
        private long at;

        Part(Intake upload, FileChannel channel, byte @Nullable [] sha256) {
            this.upload = upload;
            this.channel = channel;
            this.sha256 = sha256;
            this.safe = upload.received();
            this.at = safe;
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        long take(InputStream body) throws IOException {
            byte[] buffer = new byte[BUFFER_BYTES];
            boolean whole = false;
            try {
                for (int n = read(body, buffer); n >= 0; n = read(body, buffer)) {
                    if (at + n > upload.bytes()) {
                        throw ProblemException.of(
                                HttpStatus.CONTENT_TOO_LARGE,
                                "body_too_large",
                                "The upload was announced with " + upload.bytes() + " bytes.");
                    }
                    write(buffer, n);
                }
                whole = true;
            } finally {
                // What came before a break counts, unless it has yet to be checked.
                if (whole || sha256 == null) {
                    end();
                }
            }
            return at;
        }

        private static int read(InputStream body, byte[] buffer) {
            try {
                return body.read(buffer, 0, buffer.length);
            } catch (IOException e) {
                throw ProblemException.badRequest(
                        "malformed_body", "The part could not be read to its end.");
            }
        }

        private void write(byte[] buffer, int n) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            at += n;
            if (sha256 != null) {
                digest.update(buffer, 0, n);
            } else if (at - safe >= settings.uploadSync().toBytes()) {
                keep();
            }
        }

        private void end() throws IOException {
            if (sha256 != null && !MessageDigest.isEqual(sha256, digest.digest())) {
                throw ProblemException.of(
                        CHECKSUM_MISMATCH,
                        "checksum_mismatch",
                        "The bytes of this part are not those of its checksum.");
            }
            keep();
        }

        private void keep() throws IOException {
            channel.force(true);
            if (!intakes.received(upload, safe, at)) {
                throw gone();
            }
            safe = at;
        }
    }
}
