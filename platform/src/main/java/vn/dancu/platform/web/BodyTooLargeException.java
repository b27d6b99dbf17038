package vn.dancu.platform.web;

import java.io.IOException;

/** Thrown while reading, so that an over-long body is never held. */
public final class BodyTooLargeException extends IOException {
    private final long limitBytes;

    BodyTooLargeException(long limitBytes) {
        super("body over the limit");
        this.limitBytes = limitBytes;
    }

    public long limitBytes() {
        return limitBytes;
    }
}
