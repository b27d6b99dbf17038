package vn.dancu.platform.osia;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** An answer that is an error in OSIA's own shape; no personal data in the message. */
public final class OsiaException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final transient Optional<Duration> retryAfter;

    private OsiaException(HttpStatus status, String message, Optional<Duration> retryAfter) {
        super(message);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public static OsiaException of(HttpStatus status, String message) {
        return new OsiaException(status, message, Optional.empty());
    }

    public static OsiaException badRequest(String message) {
        return of(HttpStatus.BAD_REQUEST, message);
    }

    public static OsiaException unknown() {
        return of(HttpStatus.NOT_FOUND, "unknown record");
    }

    public static OsiaException later(HttpStatus status, String code, Duration after) {
        return new OsiaException(status, code, Optional.of(after));
    }

    /** 501: the operation has no meaning here, and why. */
    public static OsiaException notOffered(String reason) {
        return of(HttpStatus.NOT_IMPLEMENTED, reason);
    }

    public HttpStatus status() {
        return status;
    }

    public String text() {
        return String.valueOf(getMessage());
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
