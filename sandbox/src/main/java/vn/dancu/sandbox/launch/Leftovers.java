package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a supervisor that was killed left running. Found by its records, and only if they are
 * certain.
 */
final class Leftovers {
    private final Path records;
    private final List<String> parts;

    /** The parts in the order of their start; they are stopped in the reverse order. */
    Leftovers(Path records, List<String> parts) {
        this.records = records;
        this.parts = List.copyOf(parts);
    }

    /** Stops each leftover process and returns the names of those that were found. */
    List<String> stop(Duration grace) throws InterruptedException {
        List<String> stopped = new ArrayList<>();
        for (String part : parts.reversed()) {
            var leftover = ProcessRecord.read(records, part).flatMap(ProcessRecord::find);
            if (leftover.isPresent()) {
                long pid = leftover.get().pid();
                if (!Stopping.stop(leftover.get(), grace)) {
                    throw new LaunchException(
                            part + " of a former run (pid " + pid + ") does not end");
                }
                stopped.add(part + " (pid " + pid + ")");
            }
            try {
                ProcessRecord.delete(records, part);
            } catch (IOException e) {
                throw new LaunchException("cannot write to " + records + ": " + e, e);
            }
        }
        return stopped;
    }
}
