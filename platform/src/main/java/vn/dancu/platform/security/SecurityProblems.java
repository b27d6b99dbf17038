package vn.dancu.platform.security;

import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.problem.Problem;

/** Says no in the form of all other errors, before any controller is reached. */
final class SecurityProblems
        implements AuthenticationEntryPoint,
                AuthenticationFailureHandler,
                AccessDeniedHandler,
                RequestRejectedHandler {
    private static final String RETRY_AFTER_SECONDS = "1";
    private final JsonMapper json;

    SecurityProblems(JsonMapper json) {
        this.json = json;
    }

    /** No token where one is needed. */
    @Override
    public void commence(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException refused)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        write(response, HttpStatus.UNAUTHORIZED, "unauthenticated", "A valid token is needed.");
    }

    /** A token that is not believed, or that cannot be judged now. */
    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException refused)
            throws IOException {
        if (refused instanceof AuthenticationServiceException && !isInventedKey(refused)) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "unavailable",
                    "The keys of the issuer cannot be fetched now.");
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        write(
                response,
                HttpStatus.UNAUTHORIZED,
                "unauthenticated",
                "The token is malformed, expired, not for this service or of another issuer.");
    }

    /** The issuer answered lately and does not know the key: the token is bad, not the issuer. */
    private static boolean isInventedKey(Throwable refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof RateLimitReachedException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void handle(
            HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        Object decision =
                denied instanceof AuthorizationDeniedException known
                        ? known.getAuthorizationResult()
                        : null;
        switch (decision) {
            case EndpointDecision.ScopeMissing missing -> missingScope(response, missing.anyOf());
            case EndpointDecision.MethodUnknown unknown -> {
                response.setHeader(HttpHeaders.ALLOW, String.join(", ", unknown.methods()));
                write(
                        response,
                        HttpStatus.METHOD_NOT_ALLOWED,
                        "method_not_allowed",
                        "This path does not know that method.");
            }
            case EndpointDecision.PurposeMissing ignored ->
                    write(
                            response,
                            HttpStatus.BAD_REQUEST,
                            "purpose_missing",
                            "Say in the header Dancu-Purpose why personal data is read.");
            case EndpointDecision.PathUnknown ignored ->
                    write(
                            response,
                            HttpStatus.NOT_FOUND,
                            "not_found",
                            "No rule of this service names this path.");
            case EndpointDecision.ServiceNotAgreed ignored ->
                    write(
                            response,
                            HttpStatus.FORBIDDEN,
                            "service_not_agreed",
                            "This internal endpoint is there for other services.");
            case null, default ->
                    write(response, HttpStatus.FORBIDDEN, "forbidden", "This is not allowed.");
        }
    }

    /** Paths that try to hide what they are: encoded slashes, dots, semicolons, odd methods. */
    @Override
    public void handle(
            HttpServletRequest request,
            HttpServletResponse response,
            RequestRejectedException rejected)
            throws IOException {
        write(
                response,
                HttpStatus.BAD_REQUEST,
                "malformed_request",
                "The path, the method or a header is not in a form that is accepted.");
    }

    void missingScope(HttpServletResponse response, String scope) throws IOException {
        missingScope(response, Set.of(scope));
    }

    private void missingScope(HttpServletResponse response, Set<String> anyOf) throws IOException {
        String scopes = String.join(" or ", new TreeSet<>(anyOf));
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
        write(
                response,
                HttpStatus.FORBIDDEN,
                "forbidden",
                "The token lacks the scope " + scopes + ".");
    }

    void purposeMalformed(HttpServletResponse response) throws IOException {
        write(
                response,
                HttpStatus.BAD_REQUEST,
                "purpose_malformed",
                "A purpose is a code of at most 40 lower-case letters, digits and hyphens.");
    }

    void purposeReserved(HttpServletResponse response) throws IOException {
        write(
                response,
                HttpStatus.BAD_REQUEST,
                "purpose_reserved",
                "This purpose is kept for work that no caller asked for.");
    }

    void callerNotProven(HttpServletResponse response) throws IOException {
        write(
                response,
                HttpStatus.UNAUTHORIZED,
                "unauthenticated",
                "The header Dancu-Caller is missing, expired, or not signed by the calling"
                        + " service for this one.");
    }

    private void write(HttpServletResponse response, HttpStatus status, String code, String detail)
            throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        byte[] body = json.writeValueAsBytes(Problem.of(status, code, detail, List.of()));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
