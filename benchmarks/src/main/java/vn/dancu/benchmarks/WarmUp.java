package vn.dancu.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Load at full concurrency before anything is measured, so that a ratio is one of warm systems and
 * not of their compilers. All systems take turns of a window each, the same for everyone, until no
 * system's rate grows any more or the bound is reached.
 */
final class WarmUp {
    private static final int CALLERS = 32;
    private static final int WINDOW_SECONDS = Integer.getInteger("dancu.bench.warm-up.window", 20);

    /** Of each system. */
    private static final int LONGEST_SECONDS = Integer.getInteger("dancu.bench.warm-up", 240);

    private static final int FEWEST_WINDOWS = 4;

    /** A rate that is not above the best before by this much has stopped to grow. */
    private static final double GROWTH = 1.03;

    private final Map<String, Load.Question> systems = new LinkedHashMap<>();

    WarmUp with(String name, Load.Question question) {
        systems.put(name, question);
        return this;
    }

    void run(Map<String, Object> details) throws Exception {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        systems.keySet().forEach(name -> rates.put(name, new ArrayList<>()));
        int windows = 0;
        boolean growing = true;
        // The last two windows: one that is slow for another reason does not end it.
        while ((growing || windows < FEWEST_WINDOWS)
                && (windows + 1) * WINDOW_SECONDS <= LONGEST_SECONDS) {
            for (var system : systems.entrySet()) {
                double rate = Load.closed(CALLERS, WINDOW_SECONDS, system.getValue()).rate();
                rates.getOrDefault(system.getKey(), List.of()).add(rate);
            }
            windows++;
            growing = rates.values().stream().anyMatch(WarmUp::grows);
        }
        for (var system : rates.entrySet()) {
            String key = "warm-up: " + system.getKey();
            details.put(key, shown(system.getValue()) + (growing ? ", still growing" : ""));
            System.err.println("  " + key + ": " + details.get(key));
        }
    }

    private static boolean grows(List<Double> rates) {
        int recent = Math.max(0, rates.size() - 2);
        double before = best(rates.subList(0, recent));
        return best(rates.subList(recent, rates.size())) > before * GROWTH;
    }

    private static double best(List<Double> rates) {
        return rates.stream().mapToDouble(d -> d).max().orElse(0);
    }

    private static String shown(List<Double> rates) {
        return rates.stream().map("%,.0f"::formatted).collect(Collectors.joining(", "))
                + "/s in windows of %d s".formatted(WINDOW_SECONDS);
    }
}
