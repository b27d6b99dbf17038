package vn.dancu.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns a calling service with a valid token into the caller on whose behalf it calls. */
final class CallerProofFilter extends OncePerRequestFilter {
    private final String scope;
    private final CallerVerifier verifier;
    private final SecurityProblems problems;

    CallerProofFilter(String serviceName, CallerVerifier verifier, SecurityProblems problems) {
        this.scope = "internal:" + serviceName;
        this.verifier = verifier;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!(SecurityContextHolder.getContext().getAuthentication()
                instanceof CallerAuthentication service)) {
            chain.doFilter(request, response); // no token: the authorization below refuses
            return;
        }
        if (!service.caller().hasScope(scope)) {
            problems.missingScope(response, scope);
            return;
        }
        String callingService = service.caller().clientId();
        Optional<Caller> caller =
                verifier.verify(request.getHeader(CallerSigner.HEADER), callingService);
        if (caller.isEmpty()) {
            problems.callerNotProven(response);
            return;
        }
        SecurityContext proven = SecurityContextHolder.createEmptyContext();
        proven.setAuthentication(CallerAuthentication.through(callingService, caller.get()));
        SecurityContextHolder.setContext(proven);
        chain.doFilter(request, response);
    }
}
