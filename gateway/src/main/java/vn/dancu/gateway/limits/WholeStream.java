package vn.dancu.gateway.limits;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;

/** A body that has arrived completely. */
final class WholeStream extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    WholeStream(byte[] bytes, int length) {
        this.bytes = new ByteArrayInputStream(bytes, 0, length);
    }

    @Override
    public int read() {
        return bytes.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        return bytes.read(buffer, offset, length);
    }

    @Override
    public boolean isFinished() {
        return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new IllegalStateException("read on the thread of the request");
    }
}
