package vn.dancu.card.applications;

import java.util.List;
import org.springframework.http.HttpStatus;
import vn.dancu.card.model.Eligibility;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/** 422: all the rules that stand against a card for this person, the first one as the code. */
final class ApplicationRefused extends ProblemException {
    private ApplicationRefused(String detail, List<Violation> violations) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                violations.getFirst().code(),
                detail,
                violations,
                null);
    }

    static ApplicationRefused notEligible(List<Eligibility> broken) {
        return new ApplicationRefused(
                "The record does not allow a card for this person.",
                broken.stream()
                        .map(rule -> new Violation(rule.code(), "/personId", rule.rule()))
                        .toList());
    }

    static ApplicationRefused notPrintable(List<String> codes) {
        return new ApplicationRefused(
                "What the card must say cannot be printed whole.",
                codes.stream()
                        .map(code -> new Violation(code, "/personId", "Does not fit the card."))
                        .toList());
    }
}
