package vn.dancu.acceptance.demo;

import java.io.Serial;

/** The demo cannot go on; the message tells the user why and holds no personal data. */
final class DemoFailure extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final String reason;

    DemoFailure(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
