package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints an access token of a demonstration client, got through the gateway as any client would.
 */
final class TokenCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final Pattern ACCESS_TOKEN =
            Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

    private final DataFolder data;

    TokenCommand(DataFolder data) {
        this.data = data;
    }

    int run(String client, PrintStream out) throws IOException, InterruptedException {
        int portBase =
                RunState.read(data)
                        .map(RunState::portBase)
                        .orElseThrow(
                                () ->
                                        new LaunchException(
                                                "nothing runs with the data in "
                                                        + data.root()
                                                        + "; start it with ./dancu up"));
        String basic =
                Base64.getEncoder()
                        .encodeToString(
                                (client + ":" + secret(client)).getBytes(StandardCharsets.UTF_8));
        int port = new PortPlan(portBase).of(Part.GATEWAY);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/oauth2/token"))
                        .timeout(PATIENCE)
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                        .build();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            Matcher token = ACCESS_TOKEN.matcher(answer.body());
            if (answer.statusCode() != OK || !token.find()) {
                throw new LaunchException("no token for " + client + ": " + answer.statusCode());
            }
            out.println(token.group(1));
            return 0;
        } catch (java.net.ConnectException e) {
            throw new LaunchException(
                    "no gateway answers on port " + port + "; start it with ./dancu up", e);
        }
    }

    private String secret(String client) throws IOException {
        Properties credentials = new Properties();
        if (Files.exists(data.credentials())) {
            try (Reader reader = Files.newBufferedReader(data.credentials())) {
                credentials.load(reader);
            }
        }
        String secret = credentials.getProperty(client);
        if (secret == null) {
            throw new UsageException(
                    "dancu token: unknown client: "
                            + client
                            + "; one of "
                            + String.join(" ", Secrets.DEMONSTRATION_CLIENTS));
        }
        return secret;
    }
}
