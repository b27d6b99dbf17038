package vn.dancu.platform.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.web.BodyTooLargeException;

/** Maps every failure of a request to a problem detail; what it does not know is a logged 500. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public class ProblemAdvice {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    @ExceptionHandler
    ResponseEntity<Problem> refused(ProblemException e) {
        HttpHeaders headers = new HttpHeaders();
        e.retryAfter()
                .ifPresent(d -> headers.set("Retry-After", Long.toString(secondsRoundedUp(d))));
        return answer(e.status(), e.code(), messageOf(e), e.violations(), headers);
    }

    /** Retry-After has whole seconds (RFC 9110 section 10.2.3). */
    private static long secondsRoundedUp(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }

    @ExceptionHandler
    ResponseEntity<Problem> invalidValue(InvalidValueException e) {
        return answer(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid_fields",
                "Some fields break a rule; see errors.",
                List.of(new Violation(e.code(), "", messageOf(e))));
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLargeException tooLarge) {
                return answer(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "body_too_large",
                        "The body is larger than " + tooLarge.limitBytes() + " bytes.",
                        List.of());
            }
        }
        if (e.getCause() instanceof DatabindException mapping) {
            return unmappable(mapping);
        }
        // Also what is nested or long beyond what the parser takes.
        if (e.getCause() instanceof JacksonException) {
            return answer(
                    HttpStatus.BAD_REQUEST,
                    "malformed_json",
                    "The body is not well-formed JSON.",
                    List.of());
        }
        if (e.getCause() instanceof IOException) {
            return answer(
                    HttpStatus.BAD_REQUEST,
                    "malformed_body",
                    "The body could not be read to its end.",
                    List.of());
        }
        return answer(
                HttpStatus.BAD_REQUEST, "body_missing", "A JSON body is required.", List.of());
    }

    private ResponseEntity<Problem> unmappable(DatabindException e) {
        String pointer = JsonPointers.of(e);
        if (e instanceof InvalidTypeIdException kind) {
            return unknownKind(kind, pointer + "/kind");
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidValueException invalid) {
                // Unprintable characters are a malformed text; the rest is a rule of a type.
                boolean malformed = invalid.code().equals("control_character");
                return answer(
                        malformed ? HttpStatus.BAD_REQUEST : HttpStatus.UNPROCESSABLE_CONTENT,
                        malformed ? invalid.code() : "invalid_fields",
                        malformed ? messageOf(invalid) : "Some fields break a rule; see errors.",
                        List.of(new Violation(invalid.code(), pointer, messageOf(invalid))));
            }
        }
        boolean unknown = e instanceof UnrecognizedPropertyException;
        String code = unknown ? "unknown_field" : "wrong_type";
        String detail =
                unknown
                        ? "This field is not known here."
                        : "The value is not of this field's type.";
        return answer(
                HttpStatus.BAD_REQUEST,
                code,
                detail,
                List.of(new Violation(code, pointer, detail)));
    }

    @ExceptionHandler
    ResponseEntity<Problem> json(JacksonException e) {
        if (e instanceof DatabindException mapping) {
            return unmappable(mapping);
        }
        return answer(HttpStatus.BAD_REQUEST, "malformed_json", "Not well-formed JSON.", List.of());
    }

    @ExceptionHandler
    ResponseEntity<Problem> invalid(MethodArgumentNotValidException e) {
        List<Violation> violations = new ArrayList<>();
        for (FieldError error : e.getFieldErrors()) {
            String code = "NotNull".equals(error.getCode()) ? "missing_field" : "invalid_field";
            violations.add(
                    new Violation(
                            code,
                            JsonPointers.ofPropertyPath(error.getField()),
                            String.valueOf(error.getDefaultMessage())));
        }
        return answer(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid_fields",
                "Some fields break a rule; see errors.",
                violations);
    }

    /** What may be one of several kinds says in its field {@code kind} which one it is. */
    private ResponseEntity<Problem> unknownKind(InvalidTypeIdException e, String pointer) {
        boolean missing = e.getTypeId() == null;
        String code = missing ? "missing_field" : "unknown_kind";
        String detail = missing ? "Which kind it is must be said." : "There is no such kind.";
        return answer(
                HttpStatus.BAD_REQUEST,
                code,
                detail,
                List.of(new Violation(code, pointer, detail)));
    }

    @ExceptionHandler
    ResponseEntity<Problem> invalidParameter(HandlerMethodValidationException e) {
        List<Violation> violations = new ArrayList<>();
        e.getParameterValidationResults()
                .forEach(
                        result ->
                                violations.add(
                                        new Violation(
                                                "invalid_parameter",
                                                "?"
                                                        + result.getMethodParameter()
                                                                .getParameterName(),
                                                "The parameter breaks its rule.")));
        return answer(
                HttpStatus.BAD_REQUEST,
                "invalid_parameter",
                "A parameter of the request breaks its rule; see errors.",
                violations);
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongParameter(MethodArgumentTypeMismatchException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidValueException invalid) {
                return answer(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "invalid_fields",
                        "Some fields break a rule; see errors.",
                        List.of(
                                new Violation(
                                        invalid.code(), "?" + e.getName(), messageOf(invalid))));
            }
        }
        return answer(
                HttpStatus.BAD_REQUEST,
                "wrong_type",
                "A parameter of the request is not of its type.",
                List.of(new Violation("wrong_type", "?" + e.getName(), "Not of its type.")));
    }

    @ExceptionHandler
    ResponseEntity<Problem> missingParameter(MissingServletRequestParameterException e) {
        String name = e.getParameterName();
        return answer(
                HttpStatus.BAD_REQUEST,
                "missing_parameter",
                "A parameter of the request is missing.",
                List.of(new Violation("missing_parameter", "?" + name, "Required.")));
    }

    @ExceptionHandler
    ResponseEntity<Problem> denied(AccessDeniedException e) {
        return answer(HttpStatus.FORBIDDEN, "forbidden", "This is not allowed.", List.of());
    }

    @ExceptionHandler
    ResponseEntity<Problem> unauthenticated(AuthenticationException e) {
        return answer(
                HttpStatus.UNAUTHORIZED, "unauthenticated", "A valid token is needed.", List.of());
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongMethod(HttpRequestMethodNotSupportedException e) {
        HttpHeaders headers = new HttpHeaders();
        Set<org.springframework.http.HttpMethod> supported = e.getSupportedHttpMethods();
        if (supported != null) {
            headers.setAllow(supported);
        }
        return answer(
                HttpStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This path does not know that method.",
                List.of(),
                headers);
    }

    /** A client that went away needs no answer, and is no error of ours. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException e) {
        log.debug("client gone");
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<Problem> database(RuntimeException e, HttpServletRequest request) {
        if (isPassing(e)) {
            HttpHeaders headers = new HttpHeaders();
            headers.set("Retry-After", Long.toString(RETRY_AFTER.toSeconds()));
            log.warn("database does not answer: {}", e.getClass().getSimpleName());
            return answer(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "unavailable",
                    "The store does not answer now; repeat the request.",
                    List.of(),
                    headers);
        }
        return unknown(e, request);
    }

    private static boolean isPassing(RuntimeException e) {
        return e instanceof TransientDataAccessException
                || e instanceof DataAccessResourceFailureException
                || e instanceof QueryTimeoutException
                || e instanceof CannotCreateTransactionException
                || e instanceof TransactionException;
    }

    @ExceptionHandler
    ResponseEntity<Problem> unknown(Exception e, HttpServletRequest request) {
        if (e instanceof ErrorResponse known) {
            HttpStatusCode status = known.getStatusCode();
            HttpStatus resolved = HttpStatus.resolve(status.value());
            String code =
                    resolved == null
                            ? "refused"
                            : resolved.name().toLowerCase(java.util.Locale.ROOT);
            return answer(status, code, "The request was refused.", List.of());
        }
        // The message of an unforeseen exception may quote a value; its place in the code may not.
        StackTraceElement[] trace = e.getStackTrace();
        log.error(
                "unforeseen {} at {}, root {} in {} {}",
                e.getClass().getName(),
                trace.length > 0 ? trace[0] : "?",
                rootOf(e),
                request.getMethod(),
                request.getAttribute(
                        org.springframework.web.servlet.HandlerMapping
                                .BEST_MATCHING_PATTERN_ATTRIBUTE));
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal_error",
                "The service met an unforeseen fault; it is recorded under the correlation id.",
                List.of());
    }

    private static String rootOf(Throwable e) {
        Throwable root = e;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        StackTraceElement[] trace = root.getStackTrace();
        StringBuilder places = new StringBuilder(root.getClass().getName());
        for (int i = 0; i < Math.min(12, trace.length); i++) {
            places.append(" < ").append(trace[i]);
        }
        return places.toString();
    }

    private static String messageOf(Throwable e) {
        String message = e.getMessage();
        return message == null ? "" : message;
    }

    private static ResponseEntity<Problem> answer(
            HttpStatusCode status, String code, String detail, List<Violation> violations) {
        return answer(status, code, detail, violations, null);
    }

    private static ResponseEntity<Problem> answer(
            HttpStatusCode status,
            String code,
            String detail,
            List<Violation> violations,
            @Nullable HttpHeaders headers) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(status, code, detail, violations));
    }
}
