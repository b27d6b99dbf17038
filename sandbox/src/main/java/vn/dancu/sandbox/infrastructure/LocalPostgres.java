package vn.dancu.sandbox.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of this machine's own, its data kept in a folder between runs and as durable
 * as in production: a commit that was acknowledged survives a crash.
 *
 * <p>The server is a process of its own session: neither Ctrl-C nor the end of this process ends
 * it. {@link #close()} does; and what a killed process left running is stopped by the next {@link
 * #start} on the same folder or by {@link #stopLeftover}.
 */
public final class LocalPostgres implements AutoCloseable {

    /** The account that owns the server; services never get it. */
    public static final String SUPERUSER = "postgres";

    private static final Logger log = LoggerFactory.getLogger(LocalPostgres.class);

    /**
     * Recovery after a crash replays at most {@code max_wal_size}: some seconds, rarely a minute.
     */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final int PASSWORD_BYTES = 24;

    private final PostgresBinaries binaries;
    private final PostgresSettings settings;
    private final Path data;
    private final String superuserPassword;
    private final FolderLock owner;

    private LocalPostgres(
            PostgresBinaries binaries,
            PostgresSettings settings,
            String superuserPassword,
            FolderLock owner) {
        this.binaries = binaries;
        this.settings = settings;
        this.data = dataFolder(settings.folder());
        this.superuserPassword = superuserPassword;
        this.owner = owner;
    }

    /**
     * Starts the server, making its data folder at the first time. A server that a killed process
     * left on the same folder is stopped cleanly first; one whose process lives is left alone.
     *
     * @throws InfrastructureException if another living process runs a server on this folder, the
     *     port is taken, or PostgreSQL refuses to start
     */
    public static LocalPostgres start(PostgresSettings given) {
        PostgresSettings settings = given.withFolder(real(Folders.ownerOnly(given.folder())));
        FolderLock owner = FolderLock.of(settings.folder());
        try {
            PostgresBinaries binaries = PostgresBinaries.unpacked();
            Path data = dataFolder(settings.folder());
            String password = superuserPassword(settings.folder());
            if (!Files.isDirectory(data)) {
                initialise(binaries, settings.folder(), data);
            }
            var postgres = new LocalPostgres(binaries, settings, password, owner);
            postgres.clearLeftover();
            postgres.launch();
            return postgres;
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /**
     * Stops the server that a killed process left running on this folder.
     *
     * @return whether there was one
     * @throws InfrastructureException if the process that runs the server is alive
     */
    public static boolean stopLeftover(Path folder) {
        if (!Files.isDirectory(dataFolder(folder))) {
            return false;
        }
        Path place = real(folder);
        FolderLock owner = FolderLock.of(place);
        try {
            if (Postmaster.of(dataFolder(place)).isEmpty()) {
                return false;
            }
            stop(PostgresBinaries.unpacked(), place);
            return true;
        } finally {
            owner.close();
        }
    }

    public int port() {
        return settings.port();
    }

    public Databases databases() {
        return new Databases("127.0.0.1:" + port(), SUPERUSER, superuserPassword);
    }

    /** The server's process id: for measuring its memory and for causing faults. */
    public long processId() {
        return Postmaster.of(data)
                .orElseThrow(() -> new InfrastructureException("PostgreSQL does not run"))
                .pid();
    }

    /** The command that ends this server at once, for a guard that outlives this process. */
    public List<String> stopCommand() {
        return binaries.command(
                "pg_ctl", List.of("-D", data.toString(), "-m", "immediate", "-w", "stop"));
    }

    /**
     * Ends connections, writes all to disk and stops. Closing twice, or after a crash, is harmless.
     */
    @Override
    public void close() {
        if (!owner.isHeld()) {
            return;
        }
        try {
            if (Postmaster.of(data).isPresent()) {
                stop(binaries, settings.folder());
            }
        } finally {
            owner.close();
        }
    }

    private void clearLeftover() {
        if (Postmaster.of(data).isPresent()) {
            log.warn("stopping the PostgreSQL server that an earlier run left on {}", data);
            stop(binaries, settings.folder());
        }
        Postmaster.awaitNobodyIn(data, STOP_LIMIT);
        Postmaster.forgetStranger(data);
    }

    private void launch() {
        Path serverLog = serverLog(settings.folder());
        try {
            Files.writeString(data.resolve("dancu.conf"), settings.configuration());
            if (Files.exists(serverLog)) {
                // One run's log and the one before it: enough to see why a start failed, and
                // bounded.
                Files.move(
                        serverLog,
                        serverLog.resolveSibling("postgres.previous.log"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments =
                List.of(
                        "-D",
                        data.toString(),
                        "-l",
                        serverLog.toString(),
                        "-w",
                        "-t",
                        Long.toString(START_LIMIT.toSeconds()),
                        "start");
        run(binaries.command("pg_ctl", arguments), settings.folder(), START_LIMIT, serverLog);
    }

    private static void stop(PostgresBinaries binaries, Path folder) {
        List<String> arguments =
                List.of(
                        "-D",
                        dataFolder(folder).toString(),
                        "-m",
                        "fast",
                        "-w",
                        "-t",
                        Long.toString(STOP_LIMIT.toSeconds()),
                        "stop");
        run(binaries.command("pg_ctl", arguments), folder, STOP_LIMIT, serverLog(folder));
    }

    /**
     * Initialises beside the final place and renames: a folder half made is never taken for data.
     */
    private static void initialise(PostgresBinaries binaries, Path folder, Path data) {
        Path unfinished = folder.resolve("data.unfinished");
        Folders.delete(unfinished);
        List<String> arguments =
                List.of(
                        "-D",
                        unfinished.toString(),
                        "-U",
                        SUPERUSER,
                        "--pwfile=" + passwordFile(folder),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        // The same order of text on every machine and image, by Unicode's own
                        // rules.
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8");
        run(binaries.command("initdb", arguments), folder, START_LIMIT, null);
        try {
            Files.writeString(
                    unfinished.resolve("postgresql.conf"),
                    "\ninclude 'dancu.conf'\n",
                    StandardOpenOption.APPEND);
            Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String superuserPassword(Path folder) {
        Path file = passwordFile(folder);
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[PASSWORD_BYTES];
                new SecureRandom().nextBytes(random);
                Path draft =
                        Files.createTempFile(
                                folder,
                                "superuser",
                                ".draft",
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------")));
                Files.writeString(draft, HexFormat.of().formatHex(random));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path dataFolder(Path folder) {
        return folder.resolve("data");
    }

    private static Path passwordFile(Path folder) {
        return folder.resolve("superuser.password");
    }

    private static Path serverLog(Path folder) {
        return folder.resolve("postgres.log");
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a program of PostgreSQL to its end. Its output goes to a file: a pipe would stay open as
     * long as the server that it starts.
     */
    private static void run(
            List<String> command, Path folder, Duration limit, @Nullable Path serverLog) {
        Path output = folder.resolve("command.log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(output.toFile()).directory(folder.toFile());
        // What the user set up for other servers must not reach this one.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            if (!process.waitFor(limit.toSeconds() + 5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new InfrastructureException("no end within " + limit + ": " + command);
            }
            if (process.exitValue() != 0) {
                throw new InfrastructureException(
                        "failed: %s%n%s%n%s"
                                .formatted(
                                        String.join(" ", command), tail(output), tail(serverLog)));
            }
        } catch (IOException e) {
            throw new InfrastructureException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfrastructureException("interrupted: " + command, e);
        }
    }

    private static String tail(@Nullable Path file) {
        if (file == null) {
            return "";
        }
        try {
            List<String> lines = Files.readAllLines(file);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
