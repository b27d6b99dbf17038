package vn.dancu.gateway.limits;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.WebUtils;
import vn.dancu.gateway.problem.Problem;

/** A request whose body has a largest size and a slowest pace. */
public final class BoundedRequest extends HttpServletRequestWrapper {
    private static final int FIRST_BYTES = 4096;
    private final long limitBytes;
    private final boolean streaming;
    private final Pace pace;
    private final HeldBytes held;
    private @Nullable Map<String, String[]> query;
    private @Nullable BoundedStream arriving;
    private byte @Nullable [] whole;
    private int wholeBytes;
    private long takenBytes;

    BoundedRequest(HttpServletRequest request, GatewayLimits limits, HeldBytes held) {
        super(request);
        this.streaming = limits.isStreaming(request.getRequestURI());
        this.limitBytes = (streaming ? limits.maxStream() : limits.maxBody()).toBytes();
        this.pace =
                streaming
                        ? Pace.rate(limits.streamMinimum(), limits.streamWindow())
                        : Pace.whole(limits.bodyTime());
        this.held = held;
    }

    /**
     * Reads an ordinary body to its end, so that a slow client has no connection to a part while it
     * is slow. A stream is left to be read as it passes.
     */
    public static void readAhead(HttpServletRequest request) throws IOException {
        BoundedRequest bounded = WebUtils.getNativeRequest(request, BoundedRequest.class);
        if (bounded == null) {
            throw new IllegalStateException("a request came past BodyLimits");
        }
        if (!bounded.streaming && bounded.whole == null) {
            bounded.readWhole();
        }
    }

    private void readWhole() throws IOException {
        ServletInputStream body = getInputStream();
        // A buffer grows with what has come, not with what is announced: announcing costs nothing.
        byte[] bytes = new byte[0];
        int length = 0;
        while (!body.isFinished()) {
            if (length == bytes.length) {
                bytes = grown(bytes);
            }
            int n = body.read(bytes, length, bytes.length - length);
            if (n < 0) {
                break;
            }
            length += n;
        }
        whole = bytes;
        wholeBytes = length;
    }

    private byte[] grown(byte[] bytes) throws BodyRefusedException {
        // One byte over the limit has room, for the stream to see that it came.
        long size = Math.min(Math.max(FIRST_BYTES, bytes.length * 2L), limitBytes + 1);
        long moreBytes = size - bytes.length;
        if (!held.take(moreBytes)) {
            throw new BodyRefusedException(Problem.tooManyBodies());
        }
        takenBytes += moreBytes;
        return Arrays.copyOf(bytes, Math.toIntExact(size));
    }

    void release() {
        held.giveBack(takenBytes);
        takenBytes = 0;
    }

    boolean isAnnouncedTooLarge() {
        return getContentLengthLong() > limitBytes;
    }

    long limitBytes() {
        return limitBytes;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        byte[] bytes = whole;
        if (bytes != null) {
            return new WholeStream(bytes, wholeBytes); // from its start, for each attempt
        }
        BoundedStream stream = arriving;
        if (stream == null) {
            stream = new BoundedStream(super.getInputStream(), limitBytes, pace);
            arriving = stream;
        }
        return stream;
    }

    // A container asked for parameters reads a form's body to find them, and then it is gone.
    // Here parameters are those of the query; bodies pass unparsed.

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
}
