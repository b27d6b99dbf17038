package vn.dancu.gateway.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;
import vn.dancu.gateway.limits.ClientRate;
import vn.dancu.gateway.limits.RateLimits;
import vn.dancu.gateway.problem.Problem;
import vn.dancu.gateway.problem.Problems;
import vn.dancu.gateway.routes.Routes;

/** Counts each request against its client, or against its address where no token vouches. */
final class RateFilter extends OncePerRequestFilter {
    private final RateLimits rates;
    private final Problems problems;

    RateFilter(RateLimits rates, Problems problems) {
        this.rates = rates;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        @Nullable Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        @Nullable ClientRate client =
                caller instanceof JwtAuthenticationToken token ? rates.client(idOf(token)) : null;
        Optional<Duration> wait = client == null ? withoutToken(caller, request) : client.enter();
        if (wait.isPresent()) {
            problems.write(response, Problem.rateLimited(wait.get()));
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            if (client != null) {
                client.leave(response.getStatus() == HttpStatus.TOO_MANY_REQUESTS.value());
            }
        }
    }

    private Optional<Duration> withoutToken(
            @Nullable Authentication caller, HttpServletRequest request) {
        if (caller instanceof SecurityServerFilter.Server server) {
            return rates.takeOfServer(server.getPrincipal());
        }
        return request.getRequestURI().equals(Routes.SOAP)
                ? rates.takeOfSoap(request.getRemoteAddr())
                : rates.takeOfAddress(request.getRemoteAddr());
    }

    private static String idOf(JwtAuthenticationToken client) {
        return String.valueOf(client.getToken().getClaimAsString("client_id"));
    }
}
