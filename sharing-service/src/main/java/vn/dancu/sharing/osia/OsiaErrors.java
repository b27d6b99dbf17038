package vn.dancu.sharing.osia;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.problem.ProblemException;

/** Errors in the shape of OSIA: a number, which is the status, and a message without data. */
abstract class OsiaErrors {
    /**
     * @param code the HTTP status; beside an attribute 1 unknown, 2 not known of this person
     */
    record Failure(int code, String message) {}

    @ExceptionHandler
    ResponseEntity<Failure> osia(OsiaException e) {
        HttpHeaders headers = new HttpHeaders();
        e.retryAfter()
                .ifPresent(
                        after ->
                                headers.set(
                                        HttpHeaders.RETRY_AFTER,
                                        Long.toString(
                                                Math.max(1, after.plusMillis(999).toSeconds()))));
        return ResponseEntity.status(e.status())
                .headers(headers)
                .body(new Failure(e.status().value(), e.text()));
    }

    /** OSIA knows no 422. */
    @ExceptionHandler
    ResponseEntity<Failure> refused(ProblemException e) {
        HttpStatusCode status =
                e.status().value() == HttpStatus.UNPROCESSABLE_CONTENT.value()
                        ? HttpStatus.BAD_REQUEST
                        : e.status();
        return answer(status, e.code());
    }

    @ExceptionHandler({
        HttpMessageNotReadableException.class,
        MethodArgumentNotValidException.class,
        HandlerMethodValidationException.class,
        InvalidValueException.class,
        JacksonException.class,
        MethodArgumentTypeMismatchException.class
    })
    ResponseEntity<Failure> malformed(Exception e) {
        return answer(HttpStatus.BAD_REQUEST, "the request is not of the shape of the interface");
    }

    @ExceptionHandler
    ResponseEntity<Failure> missing(MissingServletRequestParameterException e) {
        return answer(HttpStatus.BAD_REQUEST, e.getParameterName() + " is required");
    }

    @ExceptionHandler
    ResponseEntity<Failure> missing(MissingRequestHeaderException e) {
        return answer(HttpStatus.BAD_REQUEST, "the header " + e.getHeaderName() + " is required");
    }

    private static ResponseEntity<Failure> answer(HttpStatusCode status, String message) {
        return ResponseEntity.status(status).body(new Failure(status.value(), message));
    }
}
