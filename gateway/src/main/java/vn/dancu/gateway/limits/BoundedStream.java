package vn.dancu.gateway.limits;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import vn.dancu.gateway.problem.Problem;

/** A client's body as it arrives, with what is wrong with it told apart from any other fault. */
final class BoundedStream extends ServletInputStream {
    private final ServletInputStream body;
    private final long limitBytes;
    private final Pace pace;
    private long readBytes;

    BoundedStream(ServletInputStream body, long limitBytes, Pace pace) {
        this.body = body;
        this.limitBytes = limitBytes;
        this.pace = pace;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long startNanos = System.nanoTime();
        int n;
        try {
            n = body.read(buffer, offset, length);
        } catch (IOException e) {
            throw new BodyRefusedException(
                    isTimeout(e) ? Problem.bodyTooSlow() : Problem.malformedBody(), e);
        }
        if (n < 0) {
            return n;
        }
        readBytes += n;
        if (readBytes > limitBytes) {
            throw new BodyRefusedException(Problem.bodyTooLarge(limitBytes));
        }
        pace.judge(startNanos, System.nanoTime(), n);
        return n;
    }

    private static boolean isTimeout(IOException e) {
        return e instanceof SocketTimeoutException
                || e.getCause() instanceof SocketTimeoutException;
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
