package vn.dancu.card.osia;

import org.springframework.http.HttpStatus;

/** An answer that is an error in OSIA's own shape. No personal data in the message. */
final class OsiaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    private OsiaException(HttpStatus status, String message) {
        super(message);
        this.status = status;
    }

    static OsiaException badRequest(String message) {
        return new OsiaException(HttpStatus.BAD_REQUEST, message);
    }

    static OsiaException unknown() {
        return new OsiaException(HttpStatus.NOT_FOUND, "unknown record");
    }

    /** 501: the operation has no meaning in this register, and why. */
    static OsiaException notOffered(String reason) {
        return new OsiaException(HttpStatus.NOT_IMPLEMENTED, reason);
    }

    HttpStatus status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
