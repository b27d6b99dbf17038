package vn.dancu.gateway.limits;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import vn.dancu.gateway.problem.Problem;
import vn.dancu.gateway.problem.Problems;

/**
 * Passes bodies unread, refuses one that says it is too large, and stops one that turns out to be.
 */
final class BodyLimits extends OncePerRequestFilter {
    private final GatewayLimits limits;
    private final Problems problems;

    BodyLimits(GatewayLimits limits, Problems problems) {
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long limitBytes =
                limits.isStreaming(request.getRequestURI())
                        ? limits.maxStream().toBytes()
                        : limits.maxBody().toBytes();
        if (request.getContentLengthLong() > limitBytes) {
            problems.write(response, Problem.bodyTooLarge(limitBytes));
            return;
        }
        chain.doFilter(new BoundedRequest(request, limitBytes), response);
    }

    private static final class BoundedRequest extends HttpServletRequestWrapper {
        private final long limitBytes;
        private @Nullable Map<String, String[]> query;

        BoundedRequest(HttpServletRequest request, long limitBytes) {
            super(request);
            this.limitBytes = limitBytes;
        }

        // A container asked for parameters reads a form's body to find them, and then it is gone.
        // Here parameters are those of the query; bodies pass unread.

        @Override
        public Map<String, String[]> getParameterMap() {
            Map<String, String[]> known = query;
            if (known == null) {
                known = QueryParameters.of(getQueryString());
                query = known;
            }
            return known;
        }

        @Override
        public @Nullable String getParameter(String name) {
            String[] values = getParameterMap().get(name);
            return values == null ? null : values[0];
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            return getParameterMap().get(name);
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.enumeration(getParameterMap().keySet());
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new BoundedStream(super.getInputStream(), limitBytes);
        }
    }

    private static final class BoundedStream extends ServletInputStream {
        private final ServletInputStream body;
        private final long limitBytes;
        private long readBytes;

        BoundedStream(ServletInputStream body, long limitBytes) {
            this.body = body;
            this.limitBytes = limitBytes;
        }

        @Override
        public int read() throws IOException {
            int b = body.read();
            return b < 0 ? b : counted(b, 1);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = body.read(buffer, offset, length);
            return n < 0 ? n : counted(n, n);
        }

        private int counted(int result, int n) throws BodyTooLargeException {
            readBytes += n;
            if (readBytes > limitBytes) {
                throw new BodyTooLargeException(limitBytes);
            }
            return result;
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
