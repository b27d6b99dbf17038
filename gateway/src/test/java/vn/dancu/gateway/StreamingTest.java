package vn.dancu.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A gateway process of its own, with a heap far smaller than the file that passes. */
class StreamingTest {
    private static final long FILE_BYTES = 200L * 1024 * 1024;

    @Test
    void fileLargerThanTheHeapPassesUnreadAndUnparsed() throws Exception {
        var issuer = new Issuer();
        try (var part = new Part(issuer)) {
            Process process = startWithSmallHeap(part);
            try {
                int port = awaitPort(process);
                String token = issuer.token("centre", Map.of());
                var request =
                        java.net.http.HttpRequest.newBuilder(
                                        java.net.URI.create(
                                                "http://localhost:"
                                                        + port
                                                        + "/population/v1/imports"))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "multipart/form-data; boundary=no-such")
                                .POST(BodyPublishers.ofInputStream(Endless::new));
                try (var http = java.net.http.HttpClient.newHttpClient()) {
                    var answer =
                            http.send(
                                    request.build(),
                                    java.net.http.HttpResponse.BodyHandlers.ofString());
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.body()).contains("\"bytes\":" + FILE_BYTES);
                }
                var seen = part.next();
                assertThat(seen.header("Content-Type"))
                        .isEqualTo("multipart/form-data; boundary=no-such");
            } finally {
                process.destroyForcibly();
                process.waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    private static Process startWithSmallHeap(Part part) throws Exception {
        String instances = "--spring.cloud.discovery.client.simple.instances.population-service";
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayApplication.class.getName(),
                        "--server.port=0",
                        "--spring.profiles.active=demonstration",
                        "--spring.cloud.config.enabled=false",
                        "--dancu.config.import=",
                        "--eureka.client.enabled=false",
                        "--dancu.security.issuer=" + Issuer.NAME,
                        "--dancu.security.jwk-set-uri=" + part.uri() + "/oauth2/jwks",
                        instances + "[0].uri=" + part.uri())
                .redirectErrorStream(true)
                .start();
    }

    private static int awaitPort(Process process) throws Exception {
        var lines = process.inputReader();
        var started = java.util.regex.Pattern.compile("Tomcat started on port (\\d+)");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            var match = started.matcher(line);
            if (match.find()) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(rest -> {}));
                return Integer.parseInt(match.group(1));
            }
        }
        throw new AssertionError("the gateway ended before it listened");
    }

    /** The bytes of a large file that exists nowhere. */
    private static final class Endless extends InputStream {
        private long left = FILE_BYTES;

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = (int) Math.min(left, length);
            java.util.Arrays.fill(buffer, offset, offset + n, (byte) 'x');
            left -= n;
            return n;
        }
    }
}
