package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a supervisor that was killed left running. Found by its records, and only if they are
 * certain.
 */
final class Leftovers {
    private final Path records;
    private final List<String> parts;

    /** The parts in the order of their start; asked to stop in the reverse order. */
    Leftovers(Path records, List<String> parts) {
        this.records = records;
        this.parts = List.copyOf(parts);
    }

    /** Stops each leftover process and returns the names of those that were found. */
    List<String> stop(Duration grace) throws InterruptedException {
        Map<String, ProcessHandle> found = new LinkedHashMap<>();
        for (String part : parts.reversed()) {
            ProcessRecord.read(records, part)
                    .flatMap(ProcessRecord::find)
                    .ifPresent(process -> found.put(part, process));
        }
        found.values().forEach(ProcessHandle::destroy);
        List<String> stopped = new ArrayList<>();
        for (Map.Entry<String, ProcessHandle> entry : found.entrySet()) {
            String name = entry.getKey() + " (pid " + entry.getValue().pid() + ")";
            if (!Stopping.stop(entry.getValue(), grace)) {
                throw new LaunchException(name + " of a former run does not end");
            }
            stopped.add(name);
        }
        forgetAll();
        return stopped;
    }

    private void forgetAll() {
        try {
            for (String part : parts) {
                ProcessRecord.delete(records, part);
            }
        } catch (IOException e) {
            throw new LaunchException("cannot write to " + records + ": " + e, e);
        }
    }
}
