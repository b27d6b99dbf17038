package vn.dancu.sandbox.launch;

/** What keeps the platform from running, said so that the user can act on it: exit code 1. */
final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
