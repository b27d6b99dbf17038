package vn.dancu.population.civilstatus;

import java.util.List;
import org.springframework.http.HttpStatus;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/** A refusal that tells something of a person's record, so that it leaves an audit record. */
final class DeathRefused extends ProblemException {
    private DeathRefused(
            HttpStatus status, String code, String detail, List<Violation> violations) {
        super(status, code, detail, violations, null);
    }

    static DeathRefused alreadyDead() {
        return new DeathRefused(
                HttpStatus.CONFLICT,
                "already_dead",
                "A death is registered for this person under another entry.",
                List.of());
    }

    static DeathRefused beforeBirth() {
        String code = "death_before_birth";
        String detail = "The date of death is before the birth.";
        return new DeathRefused(
                HttpStatus.UNPROCESSABLE_CONTENT,
                code,
                detail,
                List.of(new Violation(code, "/date", detail)));
    }
}
