package vn.dancu.gateway.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import vn.dancu.gateway.routes.ForwardedHeaders;

/**
 * Lets in what a registered security server sends for the questions of agencies, without a token of
 * ours. With a token the token counts, and nothing of X-Road is passed on.
 */
final class SecurityServerFilter extends OncePerRequestFilter {
    private static final String QUESTIONS = "/sharing/v1/";
    private static final String CLIENT = "X-Road-Client";

    /** A request attribute: it shows a certificate that no security server is registered with. */
    private static final String UNREGISTERED =
            SecurityServerFilter.class.getName() + ".unregistered";

    private final SecurityServers servers;

    SecurityServerFilter(SecurityServers servers) {
        this.servers = servers;
    }

    /** A proven security server; it has no scopes. */
    static final class Server extends AbstractAuthenticationToken {
        private static final long serialVersionUID = 1L;
        private final String name;

        private Server(String name) {
            super(AuthorityUtils.NO_AUTHORITIES);
            this.name = name;
            setAuthenticated(true);
        }

        @Override
        public String getPrincipal() {
            return name;
        }

        @Override
        public Object getCredentials() {
            return "";
        }
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean asks =
                request.getMethod().equals("POST")
                        && request.getRequestURI().startsWith(QUESTIONS)
                        && request.getHeader(CLIENT) != null
                        && request.getHeader("Authorization") == null;
        if (asks) {
            servers.thumbprintOf(request).ifPresent(thumbprint -> look(thumbprint, request));
        }
        chain.doFilter(request, response);
    }

    private void look(String thumbprint, HttpServletRequest request) {
        Optional<String> known = servers.serverOf(thumbprint);
        if (known.isEmpty()) {
            request.setAttribute(UNREGISTERED, true);
            return;
        }
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new Server(known.get()));
        SecurityContextHolder.setContext(context);
        request.setAttribute(ForwardedHeaders.SECURITY_SERVER, known.get());
    }

    static boolean isUnregistered(HttpServletRequest request) {
        return request.getAttribute(UNREGISTERED) != null;
    }
}
