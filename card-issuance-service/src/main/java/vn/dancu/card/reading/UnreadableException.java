package vn.dancu.card.reading;

/** What was given is no chip image, or a file in it breaks its own structure. */
final class UnreadableException extends RuntimeException {
    private final ReadingFailure failure;

    UnreadableException(ReadingFailure failure) {
        super(failure.code());
        this.failure = failure;
    }

    ReadingFailure failure() {
        return failure;
    }
}
