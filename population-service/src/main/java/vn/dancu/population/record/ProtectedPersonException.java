package vn.dancu.population.record;

import java.util.List;
import org.springframework.http.HttpStatus;
import vn.dancu.platform.problem.ProblemException;

/** 403: a scope of its own is needed to read this record; the attempt has been recorded. */
public final class ProtectedPersonException extends ProblemException {
    public ProtectedPersonException() {
        super(
                HttpStatus.FORBIDDEN,
                "protected_person",
                "This record needs a scope of its own to be read.",
                List.of(),
                null);
    }
}
