package vn.dancu.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long {@code ./dancu up} takes until all routes answer, start caches present, against the time
 * its processor work alone needs on this machine's cores: waiting and serial stretches are the
 * rest.
 */
final class StartupBenchmark {
    private static final int RUNS = Integer.getInteger("dancu.bench.runs", 3);
    private static final String PORT_BASE = System.getProperty("dancu.bench.port-base", "18480");
    private static final Pattern MEMORY = Pattern.compile("memory ([0-9.,]+ [GM]B)");

    private final Path project;

    StartupBenchmark(Path project) {
        this.project = project;
    }

    Result run() throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("dancu-bench-");
        Percentiles seconds = new Percentiles();
        List<Double> busy = new ArrayList<>();
        String memory = "";
        double first;
        try {
            // The first start also makes the start caches; the counted ones use them.
            first = start(data, "first", "--await-start-caches").seconds();
            stop(data);
            for (int run = 1; run <= RUNS; run++) {
                Start start = start(data, "run " + run);
                seconds.add(start.seconds());
                busy.add(start.busySeconds());
                memory = start.memory();
                stop(data);
            }
        } finally {
            stop(data);
            try (var files = Files.walk(data)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        double median = seconds.at(0.5);
        double work = busy.stream().mapToDouble(d -> d).average().orElse(0);
        double floor = work / Runtime.getRuntime().availableProcessors();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("secondsToHealthy", Math.round(median * 10) / 10.0);
        details.put("goalSeconds", 30);
        details.put("firstStartAndCachesSeconds", Math.round(first * 10) / 10.0);
        details.put("processorSeconds", Math.round(work * 10) / 10.0);
        details.put("memoryPss", memory);
        details.put("goalMemory", "2.5 GB");
        return new Result(
                "startup",
                "starts/s",
                1 / median,
                floor == 0 ? 0 : 1 / floor,
                median * 1000,
                seconds.at(0.99) * 1000,
                "time until healthy, " + RUNS + " starts",
                details);
    }

    private record Start(double seconds, double busySeconds, String memory) {}

    private Start start(Path data, String label, String... more)
            throws IOException, InterruptedException {
        double busyBefore = machineBusySeconds();
        long start = System.nanoTime();
        List<String> words = new ArrayList<>(List.of("up", "--detach", "--data", data.toString()));
        words.addAll(List.of("--port-base", PORT_BASE));
        words.addAll(List.of(more));
        String said = dancu(words.toArray(String[]::new));
        double seconds = (System.nanoTime() - start) / 1e9;
        double busy = machineBusySeconds() - busyBefore;
        Matcher memory = MEMORY.matcher(said);
        System.err.printf("  %s: healthy after %.1f s%n", label, seconds);
        return new Start(seconds, busy, memory.find() ? memory.group(1) : "not measured");
    }

    private void stop(Path data) throws IOException, InterruptedException {
        dancu("down", "--data", data.toString());
    }

    private String dancu(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(project.resolve("dancu").toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said;
        try (var reader = process.inputReader()) {
            said = String.join("\n", reader.lines().toList());
        }
        if (!process.waitFor(10, TimeUnit.MINUTES)
                || (process.exitValue() != 0 && words[0].equals("up"))) {
            throw new IllegalStateException("./dancu " + words[0] + " failed:\n" + said);
        }
        return said;
    }

    /** Processor seconds that the whole machine spent so far; 0 where the system does not tell. */
    private static double machineBusySeconds() throws IOException {
        Path stat = Path.of("/proc/stat");
        if (!Files.isReadable(stat)) {
            return 0;
        }
        String[] fields;
        try (var lines = Files.lines(stat)) {
            fields = lines.findFirst().orElse("").trim().split("\\s+", -1);
        }
        double ticks = 0;
        // user, nice, system, then idle and iowait, then irq and softirq (proc_stat(5)).
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            ticks += i < fields.length ? Double.parseDouble(fields[i]) : 0;
        }
        return ticks / 100;
    }
}
