package vn.dancu.acceptance.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Speaks to the gateway as one of the demonstration clients. Each command carries an {@code
 * Idempotency-Key} and is sent again with the same key while the connection fails or a part is
 * down, so nothing acknowledged is lost and nothing is done twice.
 */
final class GatewayClient {
    /** What the reads of the demonstration are recorded for. */
    private static final String PURPOSE = "demonstration";

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration UPLOAD = Duration.ofHours(2);

    /** A killed part comes back within this time, or the demo gives up. */
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(3);

    private final URI gateway;
    private final Tokens tokens;
    private final HttpClient http;
    private final JsonMapper json = JsonMapper.builder().build();
    private long retries;

    GatewayClient(URI gateway, Credentials credentials) {
        this.gateway = gateway;
        http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
        tokens = new Tokens(gateway, credentials, http, json);
    }

    /** How often a request was sent again. */
    long retries() {
        return retries;
    }

    Answer get(String client, String path) {
        return patiently(() -> request(client, path, ANSWER).GET().build(), client);
    }

    /**
     * @param key the same for the same command, in this run and the next
     */
    Answer post(String client, String path, String key, JsonNode body, String... headers) {
        byte[] bytes = json.writeValueAsBytes(body);
        Supplier<HttpRequest> request =
                () -> {
                    HttpRequest.Builder builder =
                            request(client, path, ANSWER)
                                    .header("Content-Type", "application/json")
                                    .header("Idempotency-Key", key);
                    if (headers.length > 0) {
                        builder.headers(headers);
                    }
                    return builder.POST(HttpRequest.BodyPublishers.ofByteArray(bytes)).build();
                };
        return patiently(request, client);
    }

    /** Asks by POST, so that numbers and names stay out of URLs; nothing is changed. */
    Answer query(String client, String path, JsonNode body) {
        byte[] bytes = json.writeValueAsBytes(body);
        return patiently(
                () ->
                        request(client, path, ANSWER)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                                .build(),
                client);
    }

    /** An answer that is not JSON. */
    record Text(int status, String body) {}

    /** What anybody may read. */
    String text(String path) {
        return textual(
                        () ->
                                HttpRequest.newBuilder(gateway.resolve(path))
                                        .timeout(ANSWER)
                                        .GET()
                                        .build())
                .body();
    }

    /**
     * Calls the SOAP service; each time it is sent it is another call.
     *
     * @param credentials the header for a timestamp
     */
    Text soap(String path, UnaryOperator<String> credentials, Supplier<String> message) {
        return textual(
                () -> {
                    String timestamp = Long.toString(System.currentTimeMillis());
                    return HttpRequest.newBuilder(gateway.resolve(path))
                            .timeout(ANSWER)
                            .header("Authorization", credentials.apply(timestamp))
                            .header("Timestamp", timestamp)
                            .header("SOAPAction", "\"\"")
                            .header("Content-Type", "text/xml; charset=utf-8")
                            .POST(HttpRequest.BodyPublishers.ofString(message.get()))
                            .build();
                });
    }

    private Text textual(Supplier<HttpRequest> request) {
        Patience patience = new Patience(GIVE_UP_AFTER);
        while (true) {
            HttpRequest one = request.get();
            try {
                HttpResponse<String> response = http.send(one, BodyHandlers.ofString());
                if (!isPassing(response.statusCode())) {
                    return new Text(response.statusCode(), response.body());
                }
                again(
                        patience,
                        one.uri().getPath(),
                        "status " + response.statusCode(),
                        retryAfter(response));
            } catch (IOException e) {
                again(patience, one.uri().getPath(), e.getClass().getSimpleName(), Duration.ZERO);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    Answer upload(String client, String path, String key, Path file) {
        return patiently(
                () -> {
                    try {
                        return request(client, path, UPLOAD)
                                .header("Content-Type", "application/x-ndjson")
                                .header("Idempotency-Key", key)
                                .POST(HttpRequest.BodyPublishers.ofFile(file))
                                .build();
                    } catch (FileNotFoundException e) {
                        throw new DemoFailure("the file of cards is gone");
                    }
                },
                client);
    }

    /** Saves the answer to a file and gives the status. */
    int download(String client, String path, Path file) {
        Patience patience = new Patience(GIVE_UP_AFTER);
        while (true) {
            try {
                HttpResponse<Path> response =
                        http.send(
                                request(client, path, UPLOAD).GET().build(),
                                BodyHandlers.ofFile(
                                        file,
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE,
                                        StandardOpenOption.TRUNCATE_EXISTING));
                if (!isPassing(response.statusCode())) {
                    return response.statusCode();
                }
                again(patience, path, "status " + response.statusCode(), Duration.ZERO);
            } catch (IOException e) {
                again(patience, path, e.getClass().getSimpleName(), Duration.ZERO);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    private HttpRequest.Builder request(String client, String path, Duration limit) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(limit)
                .header("Accept", "application/json, application/problem+json, */*;q=0.5")
                .header("Authorization", "Bearer " + tokens.of(client))
                .header("Dancu-Purpose", PURPOSE);
    }

    private Answer patiently(Supplier<HttpRequest> request, String client) {
        Patience patience = new Patience(GIVE_UP_AFTER);
        boolean renewed = false;
        while (true) {
            String path = "";
            try {
                HttpRequest one = request.get();
                path = one.uri().getPath();
                HttpResponse<byte[]> response = http.send(one, BodyHandlers.ofByteArray());
                if (response.statusCode() == 401 && !renewed) {
                    // The token ran out on the way, or the keys are new since a restart.
                    tokens.forget(client);
                    renewed = true;
                    continue;
                }
                if (!isPassing(response.statusCode())) {
                    return answer(response);
                }
                again(patience, path, "status " + response.statusCode(), retryAfter(response));
            } catch (IOException e) {
                again(patience, path, e.getClass().getSimpleName(), Duration.ZERO);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    /** 429 and the answers of a gateway whose part is down: they pass. */
    private static boolean isPassing(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,2}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(Duration.ZERO);
    }

    private void again(Patience patience, String path, String reason, Duration atLeast) {
        retries++;
        if (!patience.pause(atLeast)) {
            throw new DemoFailure(
                    "no answer from "
                            + gateway
                            + path
                            + " for "
                            + GIVE_UP_AFTER.toMinutes()
                            + " minutes ("
                            + reason
                            + ")");
        }
    }

    private static DemoFailure interrupted() {
        Thread.currentThread().interrupt();
        return new DemoFailure("interrupted");
    }

    private Answer answer(HttpResponse<byte[]> response) {
        Optional<String> location = response.headers().firstValue("Location");
        String text = new String(response.body(), StandardCharsets.UTF_8);
        try {
            JsonNode body = text.isBlank() ? MissingNode.getInstance() : json.readTree(text);
            return new Answer(response.statusCode(), body, location);
        } catch (JacksonException e) {
            // Something on the way that does not speak JSON; the status says enough.
            return new Answer(response.statusCode(), MissingNode.getInstance(), location);
        }
    }
}
