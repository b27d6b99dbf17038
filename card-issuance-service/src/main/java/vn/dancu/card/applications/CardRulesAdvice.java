package vn.dancu.card.applications;

import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.platform.problem.Problem;
import vn.dancu.platform.problem.Violation;

/** Answers what the model refuses; the model itself knows nothing of HTTP. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class CardRulesAdvice {
    @ExceptionHandler
    ResponseEntity<Problem> refused(CardRuleException e) {
        HttpStatus status =
                switch (e.kind()) {
                    case ILLEGAL_NOW -> HttpStatus.CONFLICT;
                    case REFUSED -> HttpStatus.UNPROCESSABLE_CONTENT;
                };
        String rule = String.valueOf(e.getMessage());
        List<Violation> errors =
                e.pointer().map(pointer -> new Violation(e.code(), pointer, rule)).stream()
                        .toList();
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(status, e.code(), rule, errors));
    }
}
