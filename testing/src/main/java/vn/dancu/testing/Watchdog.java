package vn.dancu.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tiny process that outlives this one, however this one ends: it then stops the server that was
 * left and removes its folder. It learns of the end by the closing of the pipe between them.
 */
final class Watchdog {

    private static final String SCRIPT =
            """
            trap '' HUP INT TERM
            read -r end
            folder=$1
            shift
            "$@"
            rm -rf -- "$folder"
            """;

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    static Watchdog over(Path folder, List<String> stopCommand) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // Out of reach of a signal to the whole process group.
            command.add(SETSID.toString());
        }
        command.addAll(List.of("/bin/sh", "-c", SCRIPT, "dancu-watchdog", folder.toString()));
        command.addAll(stopCommand);
        try {
            return new Watchdog(
                    new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the watchdog do its work now; it does so without being waited for. */
    void release() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
