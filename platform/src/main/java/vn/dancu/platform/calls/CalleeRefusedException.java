package vn.dancu.platform.calls;

import java.util.List;
import org.springframework.http.HttpStatusCode;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/**
 * A service that was called understood and said no (4xx). Where the calling feature does not catch
 * it, its own caller gets the same status and code: neither carries personal data.
 */
public final class CalleeRefusedException extends ProblemException {
    private final String service;

    CalleeRefusedException(
            String service,
            HttpStatusCode status,
            String code,
            String detail,
            List<Violation> violations) {
        super(status, code, detail, violations, null);
        this.service = service;
    }

    /** The service that refused. */
    public String service() {
        return service;
    }
}
