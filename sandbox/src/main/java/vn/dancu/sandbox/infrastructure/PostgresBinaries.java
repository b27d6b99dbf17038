package vn.dancu.sandbox.infrastructure;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The programs of PostgreSQL, unpacked once for each user of this machine and shared by all data
 * folders: unpacking takes seconds.
 */
final class PostgresBinaries {

    private static final Path CACHE =
            Path.of(
                    System.getProperty(
                            "dancu.cache",
                            Path.of(System.getProperty("user.home", "."), ".cache", "dancu")
                                    .toString()));

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    static PostgresBinaries unpacked() {
        try {
            Path home = CACHE.resolve("postgresql-" + archiveDigest().substring(0, 16));
            if (!Files.isDirectory(home)) {
                unpackTo(home);
            }
            return new PostgresBinaries(home);
        } catch (IOException e) {
            throw new InfrastructureException("cannot unpack PostgreSQL into " + CACHE, e);
        }
    }

    /**
     * The command line that runs one of the programs. PostgreSQL refuses to run as root, so root
     * runs it in a user namespace of its own, as containers and build machines need.
     */
    List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.add("unshare");
            command.add("-U");
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    private static InputStream archive() throws IOException {
        String system = System.getProperty("os.name", "");
        InputStream archive =
                DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                        system.startsWith("Mac") ? "Darwin" : system,
                        System.getProperty("os.arch", ""));
        if (archive == null) {
            throw new InfrastructureException("no PostgreSQL binaries for " + system);
        }
        return archive;
    }

    private static String archiveDigest() throws IOException {
        try (var in = new DigestInputStream(archive(), MessageDigest.getInstance("SHA-256"))) {
            in.skipNBytes(0);
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Unpacks beside the target and renames, so that a half-unpacked folder is never used. */
    private static void unpackTo(Path home) throws IOException {
        Files.createDirectories(CACHE);
        Path unfinished = Files.createTempDirectory(CACHE, "unpacking-");
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive()))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                unpack(entry, tar, unfinished);
            }
        }
        try {
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (IOException e) {
            // Another process was faster; its copy is as good.
            Folders.delete(unfinished);
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path root)
            throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("archive entry outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
