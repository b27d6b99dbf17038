package vn.dancu.authorization;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** RFC 6749 section 3.3: a request without a scope gets the client's usual ones. */
final class UsualScopes implements AuthenticationConverter {
    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        String[] grants = request.getParameterValues("grant_type");
        boolean applies =
                grants != null
                        && grants.length == 1
                        && grants[0].equals(AuthorizationGrantType.CLIENT_CREDENTIALS.getValue())
                        && request.getParameter("scope") == null;
        if (applies
                && SecurityContextHolder.getContext().getAuthentication()
                        instanceof OAuth2ClientAuthenticationToken principal
                && principal.getRegisteredClient() != null) {
            Set<String> scopes = Clients.usualScopes(principal.getRegisteredClient());
            return new OAuth2ClientCredentialsAuthenticationToken(principal, scopes, Map.of());
        }
        return null; // the library's own converter reads it
    }
}
