package vn.dancu.gateway.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** The last resort: errors that the container reports, such as a malformed request line. */
@Controller
class ProblemErrors implements ErrorController {
    private final Problems problems;

    ProblemErrors(Problems problems) {
        this.problems = problems;
    }

    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        // The container has the last word on a body that it could not read.
        boolean ofBody =
                request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException;
        problems.write(
                response,
                ofBody && status == HttpStatus.BAD_REQUEST
                        ? Problem.malformedBody()
                        : of(status == null ? HttpStatus.NOT_FOUND : status));
    }

    static Problem of(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> Problem.noRoute();
            case REQUEST_TIMEOUT -> Problem.bodyTooSlow();
            case METHOD_NOT_ALLOWED -> Problem.wrongMethod();
            case INTERNAL_SERVER_ERROR ->
                    Problem.of(
                            status,
                            "internal_error",
                            "The gateway met an unforeseen fault; it is recorded under the"
                                    + " correlation id.");
            default ->
                    Problem.of(
                            status,
                            status.name().toLowerCase(Locale.ROOT),
                            "The request was refused.");
        };
    }
}
