package vn.dancu.gateway.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.gateway.limits.Correlation;

/** Writes problems, from filters and from handlers alike. */
@Component
public class Problems {
    private static final String TYPE_BASE = "https://dancu.vn/problems/";
    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    public void write(HttpServletResponse response, Problem problem) throws IOException {
        if (response.isCommitted()) {
            return; // the answer is on its way: the connection will be cut instead
        }
        byte[] body = body(problem);
        response.setStatus(problem.status().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        if (problem.retryAfter() != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, seconds(problem.retryAfter()));
        }
        response.getOutputStream().write(body);
    }

    public ServerResponse response(Problem problem) {
        var response =
                ServerResponse.status(problem.status())
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.retryAfter() != null) {
            response.header(HttpHeaders.RETRY_AFTER, seconds(problem.retryAfter()));
        }
        return response.body(body(problem));
    }

    /** The fields in the order in which people read them. */
    private byte[] body(Problem problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", TYPE_BASE + problem.code());
        fields.put("title", problem.status().getReasonPhrase());
        fields.put("status", problem.status().value());
        fields.put("detail", problem.detail());
        fields.put("code", problem.code());
        String correlation = MDC.get(Correlation.MDC_KEY);
        if (correlation != null) {
            fields.put("correlationId", correlation);
        }
        return json.writeValueAsBytes(fields);
    }

    /** Retry-After has whole seconds (RFC 9110 section 10.2.3), and never zero of them. */
    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
    }
}
