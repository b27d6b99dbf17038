package vn.dancu.population.acts;

import java.util.List;
import org.springframework.http.HttpStatus;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/** A refusal that tells something of a person's record, so that it leaves an audit record. */
public final class ActRefused extends ProblemException {
    private ActRefused(HttpStatus status, String code, String detail, List<Violation> violations) {
        super(status, code, detail, violations, null);
    }

    /** 409: the record is in a state in which this cannot happen. */
    public static ActRefused conflict(String code, String detail) {
        return new ActRefused(HttpStatus.CONFLICT, code, detail, List.of());
    }

    /** 422: the law does not allow it. */
    public static ActRefused rule(String code, String detail, String pointer) {
        return new ActRefused(
                HttpStatus.UNPROCESSABLE_CONTENT,
                code,
                detail,
                List.of(new Violation(code, pointer, detail)));
    }

    /** 403: this officer may not, somebody else may. */
    public static ActRefused forbidden(String code, String detail) {
        return new ActRefused(HttpStatus.FORBIDDEN, code, detail, List.of());
    }
}
