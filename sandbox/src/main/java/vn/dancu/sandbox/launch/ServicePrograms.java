package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import vn.dancu.sandbox.infrastructure.Folders;

/**
 * The programs of the services: their executable jars, extracted once for each build, since a JVM
 * starts faster from plain jars and can then use an ahead-of-time cache. Each build has a folder of
 * its own, so that a platform keeps running while the next is built.
 */
final class ServicePrograms implements AutoCloseable {
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final int STAMP_LENGTH = 16;
    private static final int EXTRACT_SECONDS = 120;
    private static final String IN_USE = ".in-use";

    private final Path project;
    private final Path java;
    private final List<FileChannel> uses = new ArrayList<>();
    private final Map<Part, Program> prepared = new ConcurrentHashMap<>();

    ServicePrograms(Path project) {
        this.project = project;
        this.java = Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** An extracted program. */
    record Program(Part part, Path folder, Path jar) {
        /**
         * A cache fits the collector and the layout of objects it was made with, so each profile
         * has its own.
         */
        Path cache(MemoryProfile memory) {
            return folder.resolve(memory.label() + ".aot");
        }
    }

    /** The jar (or the folder of classes) that this supervisor runs from. */
    static Path ownJar() {
        try {
            return Path.of(
                    ServicePrograms.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The script runs a supervisor from a folder for each build too. */
    void keepOwnFolder() {
        Path folder = ownJar().getParent();
        Path all = folder == null ? null : folder.getParent();
        if (folder == null || all == null || !Files.exists(folder.resolve(IN_USE))) {
            return;
        }
        try {
            use(folder);
            removeUnused(all, folder);
        } catch (IOException e) {
            throw new LaunchException("cannot remove former builds in " + all + ": " + e, e);
        }
    }

    Path java() {
        return java;
    }

    /** The program of this part, extracted once for each build. */
    Program prepare(Part part) {
        return prepared.computeIfAbsent(part, this::find);
    }

    private Program find(Part part) {
        Path jar = executableJar(part);
        Path all = project.resolve("target").resolve("launch").resolve(part.module());
        Path folder = all.resolve(stamp(jar));
        try {
            if (!Files.isDirectory(folder)) {
                extract(jar, folder);
            }
            use(folder);
            removeUnused(all, folder);
        } catch (IOException e) {
            throw new LaunchException("cannot extract " + jar + ": " + e, e);
        }
        return new Program(part, folder, folder.resolve(jar.getFileName()));
    }

    private Path executableJar(Part part) {
        Path jar =
                project.resolve(part.module())
                        .resolve("target")
                        .resolve(part.module() + "-" + VERSION + "-exec.jar");
        if (!Files.isRegularFile(jar)) {
            throw new LaunchException(part.module() + " is not built: " + jar + " is missing");
        }
        return jar;
    }

    /**
     * Says which contents a jar has, from its directory alone: a rebuild without changes keeps its
     * stamp.
     */
    private static String stamp(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
            zip.stream()
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .map(entry -> entry.getName() + ' ' + entry.getCrc() + ' ' + entry.getSize())
                    .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest()).substring(0, STAMP_LENGTH);
        } catch (IOException e) {
            throw new LaunchException("cannot read " + jar + ": " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void extract(Path jar, Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        Path draft = Files.createTempDirectory(folder.getParent(), "extracting-");
        Process process =
                new ProcessBuilder(
                                java.toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Djarmode=tools",
                                "-jar",
                                jar.toString(),
                                "extract",
                                "--force",
                                "--destination",
                                draft.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(draft.resolve("extract.log").toFile())
                        .start();
        try {
            if (!process.waitFor(EXTRACT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new LaunchException(
                        "cannot extract " + jar + ": see " + draft.resolve("extract.log"));
            }
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LaunchException("interrupted while extracting " + jar, e);
        } catch (IOException e) {
            // Another supervisor was faster: its copy is the same.
            Folders.delete(draft);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** Holds a shared lock on the folder for as long as this process lives. */
    private synchronized void use(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(IN_USE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.lock(0, Long.MAX_VALUE, true);
        uses.add(lock.channel());
    }

    private static void removeUnused(Path all, Path current) throws IOException {
        try (var folders = Files.newDirectoryStream(all)) {
            for (Path folder : folders) {
                if (!folder.equals(current) && Files.exists(folder.resolve(IN_USE))) {
                    removeIfUnused(folder);
                }
            }
        }
    }

    private static void removeIfUnused(Path folder) throws IOException {
        try (FileChannel channel =
                FileChannel.open(folder.resolve(IN_USE), StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                Folders.delete(folder);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public synchronized void close() {
        for (FileChannel channel : uses) {
            try {
                channel.close();
            } catch (IOException e) {
                // The lock ends with this process in any case.
            }
        }
        uses.clear();
    }
}
