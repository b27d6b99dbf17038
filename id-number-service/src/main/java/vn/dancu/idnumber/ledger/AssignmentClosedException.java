package vn.dancu.idnumber.ledger;

import java.time.Duration;
import java.util.List;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.http.HttpStatus;
import vn.dancu.platform.problem.ProblemException;

/**
 * 503 {@code assignment_closed}: the ledger may be older than what was given out. It passes, so an
 * event that meets it waits and is not given up.
 */
final class AssignmentClosedException extends ProblemException {
    private static final long serialVersionUID = 1L;

    AssignmentClosedException(String reason) {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                "assignment_closed",
                "No numbers are assigned until the ledger is known to be complete.",
                List.of(),
                Duration.ofSeconds(5));
        initCause(new TransientDataAccessResourceException(reason));
    }
}
