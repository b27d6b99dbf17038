package vn.dancu.gateway.limits;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;
import vn.dancu.gateway.problem.Problem;
import vn.dancu.gateway.problem.Problems;

/** Refuses a body that says it is too large, and bounds all others while they are read. */
final class BodyLimits extends OncePerRequestFilter {
    private final GatewayLimits limits;
    private final Problems problems;
    private final HeldBytes held;

    BodyLimits(GatewayLimits limits, Problems problems) {
        this.limits = limits;
        this.problems = problems;
        this.held = new HeldBytes(limits.heldBodies().toBytes());
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var bounded = new BoundedRequest(request, limits, held);
        if (bounded.isAnnouncedTooLarge()) {
            problems.write(response, Problem.bodyTooLarge(bounded.limitBytes()));
            return;
        }
        try {
            chain.doFilter(bounded, response);
        } finally {
            bounded.release();
        }
    }
}
