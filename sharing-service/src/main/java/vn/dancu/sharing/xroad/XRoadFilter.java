package vn.dancu.sharing.xroad;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.agreements.Members;

/** Proves whose client asks over X-Road, for the questions of agencies and nothing else. */
final class XRoadFilter extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(XRoadFilter.class);
    private static final String BASE = "/sharing/v1/";
    private static final Duration SOON = Duration.ofSeconds(5);

    /** What is administered, exported or read by citizens is not asked over X-Road. */
    private static final Set<String> QUESTIONS =
            Set.of(
                    BASE + "lookups",
                    BASE + "verifications",
                    BASE + "matches",
                    BASE + "expressions",
                    BASE + "relatives",
                    BASE + "households",
                    BASE + "card-statuses",
                    BASE + "batches");

    private final Members members;
    private final XRoadMessages messages;
    private final HandlerExceptionResolver problems;

    XRoadFilter(Members members, XRoadMessages messages, HandlerExceptionResolver problems) {
        this.members = members;
        this.messages = messages;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            prove(request);
        } catch (ProblemException e) {
            problems.resolveException(request, response, null, e);
            return;
        } catch (DataAccessException e) {
            log.warn("a message could not be recorded: {}", e.getClass().getSimpleName());
            problems.resolveException(
                    request,
                    response,
                    null,
                    ProblemException.unavailable(
                            "unavailable", "The message cannot be recorded now.", SOON));
            return;
        }
        chain.doFilter(request, response);
    }

    private void prove(HttpServletRequest request) {
        if (!request.getMethod().equals("POST") || !QUESTIONS.contains(request.getRequestURI())) {
            throw ProblemException.forbidden("forbidden", "This is not asked over X-Road.");
        }
        XRoadCall call = XRoadCall.read(request, members::agencyOf);
        messages.append(call);
        request.setAttribute(XRoadCall.ATTRIBUTE, call);
    }
}
