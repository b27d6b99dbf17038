package vn.dancu.gateway.access;

import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;
import vn.dancu.gateway.limits.RateLimits;
import vn.dancu.gateway.problem.Problem;
import vn.dancu.gateway.problem.Problems;

/** Says no at the door, in the form of all other errors. */
@Component
class AccessProblems
        implements AuthenticationEntryPoint,
                AuthenticationFailureHandler,
                AccessDeniedHandler,
                RequestRejectedHandler {
    private static final Duration SOON = Duration.ofSeconds(1);
    private final Problems problems;
    private final RateLimits rates;

    AccessProblems(Problems problems, RateLimits rates) {
        this.problems = problems;
        this.rates = rates;
    }

    /** No token: a path that needs one, or one that does not exist. */
    @Override
    public void commence(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException refused)
            throws IOException {
        if (refused.getCause() instanceof AuthorizationDeniedException denied
                && isOfThePath(denied, response)) {
            return;
        }
        if (SecurityServerFilter.isUnregistered(request)) {
            problems.write(
                    response,
                    Problem.of(
                            HttpStatus.FORBIDDEN,
                            "security_server_not_registered",
                            "No X-Road security server is registered with this certificate."));
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        problems.write(
                response,
                Problem.of(HttpStatus.UNAUTHORIZED, "unauthenticated", "A valid token is needed."));
    }

    /** Whether nobody could ask this, so that it is no question of tokens; then it is answered. */
    private boolean isOfThePath(AuthorizationDeniedException denied, HttpServletResponse response)
            throws IOException {
        switch (denied.getAuthorizationResult()) {
            case NoRoute() -> problems.write(response, Problem.noRoute());
            case WrongMethod(String allowed) -> {
                response.setHeader(HttpHeaders.ALLOW, allowed);
                problems.write(response, Problem.wrongMethod());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A token that is not believed. Whoever tries many is slowed down like one without any. */
    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException refused)
            throws IOException {
        Optional<Duration> wait = rates.takeOfAddress(request.getRemoteAddr());
        if (wait.isPresent()) {
            problems.write(response, Problem.rateLimited(wait.get()));
        } else if (refused instanceof AuthenticationServiceException && !isInventedKey(refused)) {
            problems.write(response, Problem.unavailable("The issuer of tokens", SOON));
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
            problems.write(
                    response,
                    Problem.of(
                            HttpStatus.UNAUTHORIZED,
                            "unauthenticated",
                            "The token is malformed, expired, not for this platform or of another"
                                    + " issuer."));
        }
    }

    /** The issuer answered lately and does not know the key: the token is bad, not the issuer. */
    private static boolean isInventedKey(Throwable refused) {
        Throwable cause = refused;
        while (cause != null && !(cause instanceof RateLimitReachedException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    @Override
    public void handle(
            HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        if (denied instanceof AuthorizationDeniedException known && isOfThePath(known, response)) {
            return;
        }
        problems.write(
                response,
                Problem.of(HttpStatus.FORBIDDEN, "forbidden", "The token lacks the scope ops."));
    }

    /** Paths that try to hide what they are: encoded slashes, dots, semicolons, odd methods. */
    @Override
    public void handle(
            HttpServletRequest request,
            HttpServletResponse response,
            RequestRejectedException rejected)
            throws IOException {
        problems.write(
                response,
                Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "malformed_request",
                        "The path, the method or a header is not in a form that is accepted."));
    }
}
