package vn.dancu.platform.calls;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.instances.AnotherInstance;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.CallerSigner;
import vn.dancu.platform.web.Correlation;

/** One HTTP exchange with one instance of a service. */
final class Transport {
    private final String service;
    private final CallLimits limits;
    private final Supplier<String> baseAddress;
    private final RestClient http;
    private final ServiceTokens tokens;
    private final Supplier<CallerSigner> signer;
    private final JsonMapper json;

    Transport(
            String service,
            CallLimits limits,
            Supplier<String> baseAddress,
            RestClient http,
            ServiceTokens tokens,
            Supplier<CallerSigner> signer,
            JsonMapper json) {
        this.service = service;
        this.limits = limits;
        this.baseAddress = baseAddress;
        this.http = http;
        this.tokens = tokens;
        this.signer = signer;
        this.json = json;
    }

    <T> T exchange(Call call, Class<T> type) {
        String token = tokens.of(service);
        Answer answer = send(call, token);
        if (answer.status().value() == HttpStatus.UNAUTHORIZED.value()) {
            // The issuer's key may have changed since; a refused call did nothing, so once more.
            tokens.forget(service, token);
            answer = send(call, tokens.of(service));
        }
        return read(answer, type);
    }

    /**
     * Once more if no connection came about, as with one instance of several that has just died:
     * nobody has got the call. The breaker counts what comes of it.
     */
    private Answer send(Call call, String token) {
        String address = baseAddress.get();
        try {
            return sendTo(address, call, token);
        } catch (CallFailedException e) {
            if (!e.isUnsent()) {
                throw e;
            }
            return sendTo(AnotherInstance.of(baseAddress, address::equals), call, token);
        }
    }

    private Answer sendTo(String address, Call call, String token) {
        var request =
                http.method(call.method())
                        .uri(address + call.path(), call.variables())
                        .accept(MediaType.APPLICATION_JSON)
                        .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                        .header(CallerSigner.HEADER, signer.get().sign(call.caller(), service))
                        .header(Correlation.HEADER, call.correlationId());
        if (call.body() != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(call.body());
        }
        try {
            return request.exchangeForRequiredValue(
                    (sent, received) ->
                            new Answer(received.getStatusCode(), bounded(received.getBody())));
        } catch (ResourceAccessException e) {
            throw isUnsent(e)
                    ? CallFailedException.unsent(e)
                    : CallFailedException.passing("no answer", e);
        }
    }

    private static boolean isUnsent(ResourceAccessException e) {
        return e.getCause() instanceof ConnectException
                || e.getCause() instanceof HttpConnectTimeoutException;
    }

    private byte[] bounded(InputStream body) throws IOException {
        int limit = Math.toIntExact(limits.maxResponse().toBytes());
        byte[] bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw CallFailedException.lasting("the answer is over the limit");
        }
        return bytes;
    }

    private <T> T read(Answer answer, Class<T> type) {
        HttpStatusCode status = answer.status();
        if (status.is2xxSuccessful()) {
            try {
                T value = json.readValue(answer.body(), type);
                if (value != null) {
                    return value;
                }
            } catch (JacksonException e) {
                // Its message may quote the answer, which is personal data: not kept.
            }
            throw CallFailedException.lasting("the answer is not a " + type.getSimpleName());
        }
        throw switch (status.value()) {
            // Our own token or signature was not believed: no fault of who asked us.
            case 401 -> CallFailedException.lasting("not believed (401)");
            case 429, 502, 503, 504 -> CallFailedException.passing("busy (" + status.value() + ")");
            default ->
                    status.is4xxClientError()
                            ? refusal(answer)
                            : CallFailedException.lasting("failed (" + status.value() + ")");
        };
    }

    private CalleeRefusedException refusal(Answer answer) {
        JsonNode problem = problem(answer.body());
        List<Violation> violations = new ArrayList<>();
        for (JsonNode error : problem.path("errors")) {
            violations.add(
                    new Violation(
                            error.path("code").asString(""),
                            error.path("pointer").asString(""),
                            error.path("detail").asString("")));
        }
        return new CalleeRefusedException(
                service,
                answer.status(),
                problem.path("code").asString("refused"),
                problem.path("detail").asString("The request was refused."),
                violations);
    }

    private JsonNode problem(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            return json.createObjectNode(); // a 4xx that no service of ours wrote
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(HttpStatusCode status, byte[] body) {}
}
