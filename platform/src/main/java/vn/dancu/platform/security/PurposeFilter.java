package vn.dancu.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes from the header why an outsider calls. A code and not a free text: it is shown to the
 * citizen, and a free text would carry personal data into the records of reads.
 */
final class PurposeFilter extends OncePerRequestFilter {
    static final String HEADER = "Dancu-Purpose";
    private static final int MAX_LENGTH = 40;
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*([-_.][a-z0-9]+)*+");

    private final SecurityProblems problems;

    PurposeFilter(SecurityProblems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String stated = request.getHeader(HEADER);
        if (stated == null
                || !(SecurityContextHolder.getContext().getAuthentication()
                        instanceof CallerAuthentication caller)) {
            chain.doFilter(request, response);
            return;
        }
        if (stated.length() > MAX_LENGTH || !FORM.matcher(stated).matches()) {
            problems.purposeMalformed(response);
            return;
        }
        // What the services do by themselves is recorded under it, and is shown more.
        if (stated.equals(Caller.PURPOSE_EVENT)) {
            problems.purposeReserved(response);
            return;
        }
        // A token that was given for one purpose serves no other.
        if (caller.caller().purpose() == null) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(
                    CallerAuthentication.ofToken(caller.caller().withPurpose(stated)));
            SecurityContextHolder.setContext(context);
        }
        chain.doFilter(request, response);
    }
}
