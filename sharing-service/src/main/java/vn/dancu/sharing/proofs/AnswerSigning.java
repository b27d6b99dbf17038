package vn.dancu.sharing.proofs;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import vn.dancu.platform.web.Correlation;
import vn.dancu.sharing.figures.Figures;

/**
 * Puts a detached signature beside each answer to a question over REST, also where nothing was
 * found or the question was refused: the header {@value #HEADER}, over the exact bytes of the body.
 */
@Configuration(proxyBeanMethods = false)
class AnswerSigning {
    static final String HEADER = "Dancu-Signature";
    static final String TYPE = "dancu-answer+jws";

    /** Where agencies ask. An answer is whole in memory; the longest is that to a batch. */
    private static final List<String> QUESTIONS =
            List.of(
                    "/sharing/v1/lookups",
                    "/sharing/v1/verifications",
                    "/sharing/v1/matches",
                    "/sharing/v1/expressions",
                    "/sharing/v1/relatives",
                    "/sharing/v1/households",
                    "/sharing/v1/card-statuses",
                    "/sharing/v1/batches");

    @Bean
    FilterRegistrationBean<SigningFilter> answersAreSigned(
            ServiceSignature signature, Clock clock, Figures figures) {
        var filter = new FilterRegistrationBean<>(new SigningFilter(signature, clock, figures));
        filter.setUrlPatterns(QUESTIONS);
        // Behind those who turn callers away: nobody gets a signature who was not let in.
        filter.setOrder(Ordered.LOWEST_PRECEDENCE);
        return filter;
    }

    static final class SigningFilter extends OncePerRequestFilter {
        private final ServiceSignature signature;
        private final Clock clock;
        private final Figures figures;

        SigningFilter(ServiceSignature signature, Clock clock, Figures figures) {
            this.signature = signature;
            this.clock = clock;
            this.figures = figures;
        }

        @Override
        protected void doFilterInternal(
                HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            var whole = new ContentCachingResponseWrapper(response);
            chain.doFilter(request, whole);
            byte[] body = whole.getContentAsByteArray();
            if (body.length > 0) {
                long start = System.nanoTime();
                response.setHeader(
                        HEADER,
                        signature.detached(
                                TYPE,
                                body,
                                Map.of(
                                        "correlationId",
                                        Correlation.current(),
                                        "path",
                                        request.getRequestURI(),
                                        "status",
                                        whole.getStatus(),
                                        "iat",
                                        clock.instant().getEpochSecond())));
                figures.spent(Figures.Stage.SIGNATURE, System.nanoTime() - start);
            }
            whole.copyBodyToResponse();
        }
    }
}
