package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vn.dancu.sandbox.infrastructure.Folders;

/**
 * Where everything that outlives a run is kept: data, secrets, logs and what is known of running
 * processes.
 */
record DataFolder(Path root) {

    Path run() {
        return root.resolve("run");
    }

    Path lock() {
        return run().resolve("lock");
    }

    Path state() {
        return run().resolve("state");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path log(String process) {
        return logs().resolve(process + ".log");
    }

    Path secrets() {
        return root.resolve("secrets");
    }

    Path secrets(Part part) {
        return secrets().resolve(part.module());
    }

    Path callers() {
        return root.resolve("callers");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path credentials() {
        return root.resolve("credentials.properties");
    }

    /** What a demonstration remembers of this platform, and its pictures. */
    private Path demo() {
        return root.resolve("demo");
    }

    /** The working directory of a process, where also its heap dumps and temporary files go. */
    Path work(Part part) {
        return root.resolve("work").resolve(part.module());
    }

    void create() {
        try {
            if (!Files.isDirectory(root)) {
                Folders.ownerOnly(root);
            }
            Folders.ownerOnly(run());
            Folders.ownerOnly(logs());
            Folders.ownerOnly(root.resolve("work"));
            for (Part part : Part.values()) {
                Folders.ownerOnly(work(part));
            }
        } catch (UncheckedIOException e) {
            throw new LaunchException("cannot use the data folder " + root + ": " + e, e);
        }
    }

    /**
     * Removes what earlier runs left: only what is ours by name, since the user chose the folder.
     * The state of this run and the supervisor's own log, both in use, stay.
     */
    void reset() {
        List<Path> ours =
                new ArrayList<>(
                        List.of(
                                postgres(),
                                kafka(),
                                secrets(),
                                callers(),
                                demo(),
                                root.resolve("work")));
        for (Part part : Part.values()) {
            ours.add(log(part.module()));
            ours.add(new LogFile(log(part.module())).former());
        }
        try {
            ours.forEach(Folders::delete);
            Files.deleteIfExists(credentials());
        } catch (IOException | UncheckedIOException e) {
            throw new LaunchException("cannot empty the data folder " + root + ": " + e, e);
        }
    }
}
