package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.time.Duration;

/** Prints an access token of a demonstration client. */
final class TokenCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DataFolder data;

    TokenCommand(DataFolder data) {
        this.data = data;
    }

    int run(String client, PrintStream out) throws IOException, InterruptedException {
        PortPlan ports =
                RunState.read(data)
                        .map(state -> new PortPlan(state.portBase()))
                        .orElseThrow(() -> notRunning("with the data in " + data.root()));
        DemonstrationTokens tokens = new DemonstrationTokens(data, ports);
        String secret =
                tokens.secret(client)
                        .orElseThrow(
                                () ->
                                        new UsageException(
                                                "dancu token: unknown client: "
                                                        + client
                                                        + "; one of "
                                                        + String.join(
                                                                " ",
                                                                Secrets.DEMONSTRATION_CLIENTS)));
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            out.println(
                    tokens.fetch(http, client, secret)
                            .orElseThrow(
                                    () -> new LaunchException("no token was given to " + client)));
            return 0;
        } catch (java.net.ConnectException e) {
            throw notRunning("on port " + ports.of(Part.GATEWAY));
        }
    }

    private static LaunchException notRunning(String where) {
        return new LaunchException("nothing runs " + where + "; start it with ./dancu up");
    }
}
