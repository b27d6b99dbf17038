package vn.dancu.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The timers of the parts, as their metrics tell them: what they spent between two readings. */
final class Meters {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, double[]> read = new LinkedHashMap<>();

    /** Sum of seconds and count of all timers of that name with that label. */
    private record Timer(int port, String name, String label) {
        String key() {
            return port + name + label;
        }
    }

    void mark(int port, String name, String label) throws IOException, InterruptedException {
        var timer = new Timer(port, name, label);
        read.put(timer.key(), now(timer));
    }

    /** Mean milliseconds since the mark; 0 where nothing happened. */
    double mean(int port, String name, String label) throws IOException, InterruptedException {
        var timer = new Timer(port, name, label);
        double[] before = read.getOrDefault(timer.key(), new double[2]);
        double[] after = now(timer);
        double count = after[1] - before[1];
        return count == 0 ? 0 : (after[0] - before[0]) / count * 1_000;
    }

    private double[] now(Timer timer) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + timer.port()
                                                + "/actuator/prometheus"))
                        .timeout(Duration.ofSeconds(20))
                        .build();
        String text = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        double[] sums = new double[2];
        for (String line : text.split("\n", -1)) {
            if (!line.contains(timer.label())) {
                continue;
            }
            double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            if (line.startsWith(timer.name() + "_seconds_sum")) {
                sums[0] += value;
            } else if (line.startsWith(timer.name() + "_seconds_count")) {
                sums[1] += value;
            }
        }
        return sums;
    }
}
