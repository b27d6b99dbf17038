package vn.dancu.sharing.osia;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** An answer that is an error in OSIA's own shape; no personal data in the message. */
final class OsiaException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final transient Optional<Duration> retryAfter;

    private OsiaException(HttpStatus status, String message, Optional<Duration> retryAfter) {
        super(message);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static OsiaException of(HttpStatus status, String message) {
        return new OsiaException(status, message, Optional.empty());
    }

    static OsiaException badRequest(String message) {
        return of(HttpStatus.BAD_REQUEST, message);
    }

    static OsiaException later(HttpStatus status, String code, Duration after) {
        return new OsiaException(status, code, Optional.of(after));
    }

    /** 501: what the operation asks for is not given to agencies, and why. */
    static OsiaException notOffered(String reason) {
        return of(HttpStatus.NOT_IMPLEMENTED, reason);
    }

    HttpStatus status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
