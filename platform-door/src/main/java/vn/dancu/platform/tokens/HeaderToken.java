package vn.dancu.platform.tokens;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Takes the token from the header alone: from a URL it would be logged, and a body must not be
 * parsed before its size is judged.
 */
public final class HeaderToken implements AuthenticationConverter {
    private static final String SCHEME = "Bearer ";

    @Override
    public @Nullable BearerTokenAuthenticationToken convert(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String token = header.substring(SCHEME.length()).strip();
        return token.isEmpty() ? null : new BearerTokenAuthenticationToken(token);
    }
}
