package vn.dancu.gateway.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import vn.dancu.gateway.limits.BodyRefusedException;

/** What a handler could not answer itself. */
@ControllerAdvice
class ProblemAdvice {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
    private final Problems problems;

    ProblemAdvice(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    void noRoute(NoResourceFoundException e, HttpServletResponse response) throws IOException {
        problems.write(response, Problem.noRoute());
    }

    /** A client that went away needs no answer. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException e) {
        log.debug("client gone");
    }

    @ExceptionHandler
    void other(Exception e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        BodyRefusedException refused = BodyRefusedException.in(e);
        if (refused != null) {
            problems.write(response, refused.problem());
        } else if (e instanceof ErrorResponse known) {
            HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
            problems.write(response, ProblemErrors.of(status));
        } else {
            log.error(
                    "unforeseen {} for {} at {}",
                    e.getClass().getName(),
                    request.getMethod(),
                    e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
            problems.write(response, ProblemErrors.of(HttpStatus.INTERNAL_SERVER_ERROR));
        }
    }
}
