package vn.dancu.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The most memory that the services which import have had resident while it ran, looked at each
 * half second. Where a process cannot be looked at (not Linux), nothing is told.
 */
final class PeakMemory {
    private static final List<String> SERVICES = List.of("population-service", "id-number-service");

    private final Map<String, Long> peaks = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::watch);
    private volatile boolean stopped;

    private PeakMemory() {}

    static PeakMemory start() {
        var memory = new PeakMemory();
        memory.thread.start();
        return memory;
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    void report(Map<String, Object> details) {
        new TreeMap<>(peaks)
                .forEach(
                        (service, kilobytes) ->
                                details.put("peakMegabytes " + service, kilobytes >> 10));
    }

    private void watch() {
        try {
            while (!stopped) {
                look();
                TimeUnit.MILLISECONDS.sleep(500);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String service = serviceOf(process);
                if (service != null) {
                    peaks.merge(service, residentKilobytes(process), Math::max);
                }
            }
        } catch (IOException e) {
            // Not Linux: nothing is told.
        }
    }

    /** Of the platform that is measured, not of another beside it. */
    private static @Nullable String serviceOf(Path process) {
        String folder = String.valueOf(Path.of(Platform.required("DANCU_CREDENTIALS")).getParent());
        try {
            String command = Files.readString(process.resolve("cmdline"));
            for (String service : SERVICES) {
                if (command.contains("-Ddancu.process=" + folder + "/run/" + service + "\0")) {
                    return service;
                }
            }
        } catch (IOException e) {
            // It has ended meanwhile.
        }
        return null;
    }

    private static long residentKilobytes(Path process) {
        try {
            for (String line : Files.readAllLines(process.resolve("status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            // It has ended meanwhile.
        }
        return 0;
    }
}
