package vn.dancu.sandbox.launch;

/** A command line that was not understood: one line for the user, exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
