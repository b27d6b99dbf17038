package vn.dancu.platform.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/** The wire form of RFC 9457, {@code application/problem+json}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable String correlationId,
        @Nullable List<Violation> errors) {
    private static final String TYPE_BASE = "https://dancu.vn/problems/";

    public static Problem of(
            HttpStatusCode status, String code, String detail, List<Violation> violations) {
        HttpStatus known = HttpStatus.resolve(status.value());
        String title = known == null ? "Error" : known.getReasonPhrase();
        return new Problem(
                TYPE_BASE + code.toLowerCase(Locale.ROOT),
                title,
                status.value(),
                detail,
                code,
                MDC.get("correlationId"),
                violations.isEmpty() ? null : violations);
    }
}
