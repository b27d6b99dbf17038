package vn.dancu.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every benchmark reports.
 *
 * @param rate what was reached, in {@code unit}
 * @param limitRate what the machine itself reached in the same run, in the same unit
 * @param p50Ms the median of {@code latencyOf}
 * @param p99Ms the 99th percentile of {@code latencyOf}
 * @param details further figures, in the order to show
 */
record Result(
        String name,
        String unit,
        double rate,
        double limitRate,
        double p50Ms,
        double p99Ms,
        String latencyOf,
        Map<String, Object> details) {
    double ratio() {
        return limitRate == 0 ? 0 : rate / limitRate;
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", name);
        all.put("unit", unit);
        all.put("rate", rounded(rate));
        all.put("limitRate", rounded(limitRate));
        all.put("ratio", rounded(ratio()));
        all.put("p50Ms", rounded(p50Ms));
        all.put("p99Ms", rounded(p99Ms));
        all.put("latencyOf", latencyOf);
        all.put("machine", Machine.describe());
        all.putAll(details);
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(all);
    }

    String table() {
        StringBuilder out = new StringBuilder();
        line(out, "benchmark", name);
        line(out, "rate", shown(rate) + " " + unit);
        line(out, "limit in this run", shown(limitRate) + " " + unit);
        line(out, "ratio", "%.3f".formatted(ratio()));
        line(out, "p50", shown(p50Ms) + " ms (" + latencyOf + ")");
        line(out, "p99", shown(p99Ms) + " ms");
        details.forEach((key, value) -> line(out, key, String.valueOf(value)));
        line(out, "machine", Machine.describe());
        return out.toString();
    }

    private static void line(StringBuilder out, String key, String value) {
        out.append("  %-28s %s%n".formatted(key, value));
    }

    private static String shown(double value) {
        return value >= 100 ? "%,.0f".formatted(value) : "%.3f".formatted(value);
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
