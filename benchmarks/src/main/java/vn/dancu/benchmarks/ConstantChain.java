package vn.dancu.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The hops of a look-up with constant handlers: a gateway of this build with all it does, behind it
 * a {@link ConstantHop} for sharing-service, behind that one for population-service. Each is a
 * process with the memory and flags of the bench profile.
 */
final class ConstantChain implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final int AUTHORIZATION_OFFSET = 3;

    private final Platform platform;
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final URI address;

    private ConstantChain(Platform platform) throws IOException {
        this.platform = platform;
        this.folder = Files.createTempDirectory("dancu-bench-chain-");
        int register = freePort();
        int sharing = freePort();
        int gateway = freePort();
        startHop("constant-population", register, "");
        startHop("constant-sharing", sharing, "http://127.0.0.1:" + register);
        startGateway(gateway, sharing);
        this.address = URI.create("http://localhost:" + gateway + ConstantHop.PATH);
    }

    /** Starts the chain and waits until an answer comes through all of it. */
    static ConstantChain start(Platform platform) throws IOException, InterruptedException {
        var chain = new ConstantChain(platform);
        try {
            chain.awaitAnswer();
            return chain;
        } catch (IOException | InterruptedException | RuntimeException e) {
            chain.close();
            throw e;
        }
    }

    URI address() {
        return address;
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        String token = platform.token("vss");
        long deadline = System.nanoTime() + START.toNanos();
        try (var http = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(5))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build();
            while (System.nanoTime() < deadline) {
                for (Process process : processes) {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("a hop ended; see " + folder);
                    }
                }
                try {
                    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // It does not listen yet.
                }
                Thread.sleep(LOOK_EVERY);
            }
        }
        throw new IllegalStateException("the constant hops do not answer; see " + folder);
    }

    private void startHop(String name, int port, String next) throws IOException {
        Path own = Path.of(System.getProperty("java.class.path"));
        List<String> words = new ArrayList<>(List.of(ConstantHop.NAME, Integer.toString(port)));
        if (!next.isEmpty()) {
            words.add(next);
        }
        start(name, own, name.endsWith("population") ? 1024 : 512, words, List.of());
    }

    /** The gateway finds its one service by a fixed address, and is registered nowhere. */
    private void startGateway(int port, int sharing) throws IOException {
        int base = platform.routed("/").getPort();
        String issuer = "http://127.0.0.1:" + (base + AUTHORIZATION_OFFSET);
        start(
                "constant-gateway",
                Platform.projectFolder().resolve("gateway/target/gateway-0.1.0-SNAPSHOT-exec.jar"),
                384,
                List.of(
                        "--server.port=" + port,
                        "--server.address=127.0.0.1",
                        "--eureka.client.enabled=false",
                        "--spring.cloud.discovery.client.simple.instances.sharing-service[0].uri="
                                + "http://127.0.0.1:"
                                + sharing),
                List.of(
                        "SPRING_PROFILES_ACTIVE=demonstration",
                        "DANCU_CONFIG_URI=http://127.0.0.1:" + (base + 1),
                        "DANCU_AUTHORIZATION_URI=" + issuer,
                        "DANCU_ISSUER=http://localhost:" + base));
    }

    /** With the flags that the bench profile of the sandbox gives to services. */
    private void start(
            String name, Path jar, int megabytes, List<String> words, List<String> environment)
            throws IOException {
        Path data = Path.of(Platform.required("DANCU_CREDENTIALS")).getParent();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                // By this ProcessorTime knows that it belongs to the platform.
                                "-Ddancu.process=" + data + "/bench/" + name,
                                "-XX:+UseParallelGC",
                                "-Xms" + megabytes / 2 + "m",
                                "-Xmx" + megabytes + "m",
                                "-Xss512k",
                                "-XX:+UseCompactObjectHeaders",
                                "-Dfile.encoding=UTF-8",
                                "-jar",
                                jar.toString()));
        command.addAll(words);
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("JAVA_"));
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            builder.environment()
                    .put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve(name + ".log").toFile());
        processes.add(builder.start());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
