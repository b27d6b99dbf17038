package vn.dancu.card.osia;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.problem.ProblemException;

/** Errors in the shape of OSIA: a number, which is the status, and a message without data. */
abstract class OsiaErrors {
    /**
     * @param code the HTTP status
     */
    record Failure(int code, String message) {}

    @ExceptionHandler
    ResponseEntity<Failure> osia(OsiaException e) {
        return answer(e.status(), e.text());
    }

    /** What the commands refuse: OSIA knows no 422. */
    @ExceptionHandler
    ResponseEntity<Failure> refused(ProblemException e) {
        HttpStatusCode status =
                e.status().value() == HttpStatus.UNPROCESSABLE_CONTENT.value()
                        ? HttpStatus.BAD_REQUEST
                        : e.status();
        return answer(status, e.code());
    }

    /** What the life of a card does not allow. */
    @ExceptionHandler
    ResponseEntity<Failure> notAllowed(CardRuleException e) {
        HttpStatus status =
                e.kind() == CardRuleException.Kind.ILLEGAL_NOW
                        ? HttpStatus.CONFLICT
                        : HttpStatus.BAD_REQUEST;
        return answer(status, e.code());
    }

    @ExceptionHandler({
        HttpMessageNotReadableException.class,
        MethodArgumentNotValidException.class,
        HandlerMethodValidationException.class,
        InvalidValueException.class,
        MethodArgumentTypeMismatchException.class
    })
    ResponseEntity<Failure> malformed(Exception e) {
        return answer(HttpStatus.BAD_REQUEST, "the request is not of the shape of the interface");
    }

    @ExceptionHandler
    ResponseEntity<Failure> missing(MissingServletRequestParameterException e) {
        return answer(HttpStatus.BAD_REQUEST, e.getParameterName() + " is required");
    }

    private static ResponseEntity<Failure> answer(HttpStatusCode status, String message) {
        return ResponseEntity.status(status).body(new Failure(status.value(), message));
    }
}
