package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    Path credentials() {
        return root.resolve("credentials.properties");
    }

    /** The working directory of a process, where also its heap dumps and temporary files go. */
    Path work(Part part) {
        return root.resolve("work").resolve(part.module());
    }

    void create() {
        try {
            Files.createDirectories(root);
            Folders.ownerOnly(run());
            Folders.ownerOnly(logs());
            for (Part part : Part.values()) {
                Folders.ownerOnly(work(part));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new LaunchException("cannot use the data folder " + root + ": " + e, e);
        }
    }

    /** Removes everything but the folder of this run, whose lock is held. */
    void reset() {
        try (var entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                if (!entry.equals(run())) {
                    Folders.delete(entry);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new LaunchException("cannot empty the data folder " + root + ": " + e, e);
        }
    }
}
