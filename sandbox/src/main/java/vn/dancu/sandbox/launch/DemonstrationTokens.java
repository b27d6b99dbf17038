package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Access tokens of demonstration clients, got through the gateway as any client would. */
final class DemonstrationTokens {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final Pattern ACCESS_TOKEN =
            Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

    private final DataFolder data;
    private final URI endpoint;

    DemonstrationTokens(DataFolder data, PortPlan ports) {
        this.data = data;
        this.endpoint = URI.create("http://127.0.0.1:" + ports.of(Part.GATEWAY) + "/oauth2/token");
    }

    /** The secret of a client of this installation; empty if there is no such client. */
    Optional<String> secret(String client) throws IOException {
        Properties credentials = new Properties();
        if (Files.exists(data.credentials())) {
            try (Reader reader = Files.newBufferedReader(data.credentials())) {
                credentials.load(reader);
            }
        }
        return Optional.ofNullable(credentials.getProperty(client));
    }

    /**
     * A token of this client; empty if the answer is no token.
     *
     * @throws IOException if nobody answers
     */
    Optional<String> fetch(HttpClient http, String client, String secret)
            throws IOException, InterruptedException {
        String basic =
                Base64.getEncoder()
                        .encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
        HttpRequest request =
                HttpRequest.newBuilder(endpoint)
                        .timeout(PATIENCE)
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                        .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        Matcher token = ACCESS_TOKEN.matcher(answer.body());
        return answer.statusCode() == OK && token.find()
                ? Optional.of(token.group(1))
                : Optional.empty();
    }
}
