package vn.dancu.platform.osia;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.problem.JsonPointers;
import vn.dancu.platform.problem.ProblemException;

/**
 * Errors in the shape of OSIA: a number, which is the status, and a message without data. The
 * controllers of its interfaces extend this.
 */
public abstract class OsiaErrors {
    private static final String SHAPE = "the request is not of the shape of the interface";

    /**
     * @param code the HTTP status; beside an attribute 1 unknown, 2 not known of this person
     */
    public record Failure(int code, String message) {}

    @ExceptionHandler
    public ResponseEntity<Failure> osia(OsiaException e) {
        return answer(e.status(), e.text(), e.retryAfter());
    }

    /** What the commands refuse: OSIA knows no 422. */
    @ExceptionHandler
    public ResponseEntity<Failure> refused(ProblemException e) {
        HttpStatusCode status =
                e.status().value() == HttpStatus.UNPROCESSABLE_CONTENT.value()
                        ? HttpStatus.BAD_REQUEST
                        : e.status();
        return answer(status, e.code(), e.retryAfter());
    }

    @ExceptionHandler({HttpMessageNotReadableException.class, JacksonException.class})
    public ResponseEntity<Failure> unreadable(Exception e) {
        Throwable cause = e instanceof JacksonException ? e : e.getCause();
        return malformed(cause instanceof JacksonException json ? JsonPointers.of(json) : "");
    }

    @ExceptionHandler
    public ResponseEntity<Failure> invalid(MethodArgumentNotValidException e) {
        FieldError first = e.getFieldError();
        return malformed(first == null ? "" : JsonPointers.ofPropertyPath(first.getField()));
    }

    @ExceptionHandler
    public ResponseEntity<Failure> invalid(HandlerMethodValidationException e) {
        Stream<String> ofBody =
                e.getBeanResults().stream()
                        .flatMap(result -> result.getFieldErrors().stream())
                        .map(error -> JsonPointers.ofPropertyPath(error.getField()));
        Stream<String> ofParameters =
                e.getValueResults().stream()
                        .map(
                                result ->
                                        String.valueOf(
                                                result.getMethodParameter().getParameterName()));
        return malformed(Stream.concat(ofBody, ofParameters).findFirst().orElse(""));
    }

    @ExceptionHandler
    public ResponseEntity<Failure> wrongType(MethodArgumentTypeMismatchException e) {
        return malformed(e.getName());
    }

    @ExceptionHandler
    public ResponseEntity<Failure> invalid(InvalidValueException e) {
        return malformed(e.code());
    }

    @ExceptionHandler
    public ResponseEntity<Failure> missing(MissingServletRequestParameterException e) {
        return badRequest(e.getParameterName() + " is required");
    }

    @ExceptionHandler
    public ResponseEntity<Failure> missing(MissingRequestHeaderException e) {
        return badRequest("the header " + e.getHeaderName() + " is required");
    }

    /**
     * @param where a pointer into the body, a parameter or the code of a rule; empty: nowhere
     */
    private static ResponseEntity<Failure> malformed(String where) {
        return badRequest(where.isEmpty() ? SHAPE : SHAPE + ": " + where);
    }

    private static ResponseEntity<Failure> badRequest(String message) {
        return answer(HttpStatus.BAD_REQUEST, message, Optional.empty());
    }

    /** For the errors of a service's own; Retry-After has whole seconds (RFC 9110). */
    protected static ResponseEntity<Failure> answer(
            HttpStatusCode status, String message, Optional<Duration> retryAfter) {
        HttpHeaders headers = new HttpHeaders();
        retryAfter
                .map(after -> Math.max(1, after.plusMillis(999).toSeconds()))
                .ifPresent(s -> headers.set(HttpHeaders.RETRY_AFTER, Long.toString(s)));
        return ResponseEntity.status(status)
                .headers(headers)
                .body(new Failure(status.value(), message));
    }
}
