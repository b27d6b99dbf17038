package vn.dancu.sandbox.infrastructure;

import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL or Kafka could not be started, reached or stopped; the message tells an operator why.
 */
public class InfrastructureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InfrastructureException(String message) {
        this(message, null);
    }

    public InfrastructureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
