package vn.dancu.acceptance;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus that scrapes a running platform, asked what the panels of Grafana ask. */
final class Panels implements AutoCloseable {
    private static final Path DASHBOARDS = Path.of("../docker/grafana/dashboards");
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path folder;
    private final Process process;
    private final int port;

    private Panels(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** Starts it; it asks each second, so that rates are there soon. */
    static Panels over(List<String> targets) throws IOException {
        Path folder = Files.createTempDirectory("dancu-prometheus-");
        int port = freePort();
        Path settings = folder.resolve("prometheus.yml");
        Files.writeString(
                settings,
                """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                  - job_name: dancu
                    metrics_path: /actuator/prometheus
                    static_configs:
                      - targets: %s
                """
                        .formatted(JSON.valueToTree(targets)));
        Process process =
                new ProcessBuilder(
                                "prometheus",
                                "--config.file=" + settings,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("prometheus.log").toFile())
                        .start();
        return new Panels(folder, process, port);
    }

    /** The queries of all panels that have nothing to show now, by dashboard and panel. */
    Map<String, String> empty() throws IOException, InterruptedException {
        Map<String, String> empty = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(DASHBOARDS)) {
            all.filter(file -> file.toString().endsWith(".json")).forEach(files::add);
        }
        for (Path file : files) {
            JsonNode dashboard = JSON.readTree(file.toFile());
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    String query = target.path("expr").asString();
                    String found = ask(query.replace("$__rate_interval", "1m"));
                    if (!found.isEmpty()) {
                        String name = dashboard.path("uid").asString();
                        empty.put(
                                name
                                        + ": "
                                        + panel.path("title").asString()
                                        + " "
                                        + target.path("refId").asString(),
                                found + query);
                    }
                }
            }
        }
        return empty;
    }

    /** Nothing if there is an answer, else what is wrong. */
    private String ask(String query) throws IOException, InterruptedException {
        URI uri =
                URI.create(
                        "http://127.0.0.1:%d/api/v1/query?query=%s"
                                .formatted(port, URLEncoder.encode(query, StandardCharsets.UTF_8)));
        JsonNode answer;
        try {
            answer =
                    JSON.readTree(
                            http.send(
                                            HttpRequest.newBuilder(uri)
                                                    .timeout(Duration.ofSeconds(10))
                                                    .build(),
                                            HttpResponse.BodyHandlers.ofString())
                                    .body());
        } catch (java.net.ConnectException starting) {
            return "Prometheus does not answer yet: ";
        }
        if (!answer.path("status").asString("").equals("success")) {
            return answer.path("error").asString("no JSON") + ": ";
        }
        return answer.at("/data/result").isEmpty() ? "nothing: " : "";
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
