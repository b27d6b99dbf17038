package vn.dancu.platform.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * A refusal with a stable code. Features throw it, or a subclass of their own; the advice turns it
 * into an RFC 9457 answer. Neither code nor detail may carry personal data.
 */
public class ProblemException extends RuntimeException {
    private final HttpStatusCode status;
    private final String code;
    private final List<Violation> violations;
    private final @Nullable Duration retryAfter;

    protected ProblemException(
            HttpStatusCode status,
            String code,
            String detail,
            List<Violation> violations,
            @Nullable Duration retryAfter) {
        super(detail);
        this.status = status;
        this.code = code;
        this.violations = List.copyOf(violations);
        this.retryAfter = retryAfter;
    }

    /** 404: what was asked for does not exist, or not for this caller. */
    public static ProblemException notFound(String code, String detail) {
        return of(HttpStatus.NOT_FOUND, code, detail);
    }

    /** 409: an illegal transition, a stale version, a thing that exists already. */
    public static ProblemException conflict(String code, String detail) {
        return of(HttpStatus.CONFLICT, code, detail);
    }

    /** 403: known, but not allowed. */
    public static ProblemException forbidden(String code, String detail) {
        return of(HttpStatus.FORBIDDEN, code, detail);
    }

    /** 422: a rule of the domain refused. */
    public static ProblemException refused(String code, String detail) {
        return of(HttpStatus.UNPROCESSABLE_CONTENT, code, detail);
    }

    /** 422: a rule of the domain refused because of one field. */
    public static ProblemException refused(String code, String detail, String pointer) {
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                code,
                detail,
                List.of(new Violation(code, pointer, detail)),
                null);
    }

    /** 400: the request cannot be read as what it should be. */
    public static ProblemException badRequest(String code, String detail) {
        return of(HttpStatus.BAD_REQUEST, code, detail);
    }

    /** 400: one field of the request cannot be read as what it should be. */
    public static ProblemException badRequest(String code, String detail, String pointer) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST,
                code,
                detail,
                List.of(new Violation(code, pointer, detail)),
                null);
    }

    /** 422 {@code invalid_fields}: all the fields that break a rule, at once. */
    public static ProblemException invalid(List<Violation> violations) {
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid_fields",
                "Some fields break a rule; see errors.",
                violations,
                null);
    }

    /** 429: more than the caller may ask for now. */
    public static ProblemException tooMany(String code, String detail, Duration retryAfter) {
        return new ProblemException(
                HttpStatus.TOO_MANY_REQUESTS, code, detail, List.of(), retryAfter);
    }

    /** 503: a part that is needed does not answer; nothing was stored. */
    public static ProblemException unavailable(String code, String detail, Duration retryAfter) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE, code, detail, List.of(), retryAfter);
    }

    /** Any other status. */
    public static ProblemException of(HttpStatusCode status, String code, String detail) {
        return new ProblemException(status, code, detail, List.of(), null);
    }

    public HttpStatusCode status() {
        return status;
    }

    public String code() {
        return code;
    }

    public List<Violation> violations() {
        return violations;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
