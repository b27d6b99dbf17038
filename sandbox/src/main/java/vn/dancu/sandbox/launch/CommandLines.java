package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The full command line of a process; the JDK cuts it at a page on Linux. */
final class CommandLines {
    private CommandLines() {}

    static String of(long pid) {
        try {
            byte[] raw = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
            return new String(raw, StandardCharsets.UTF_8).replace('\0', ' ').strip();
        } catch (IOException e) {
            return ProcessHandle.of(pid).flatMap(handle -> handle.info().commandLine()).orElse("");
        }
    }
}
