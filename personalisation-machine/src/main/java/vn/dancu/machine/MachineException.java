package vn.dancu.machine;

/** The machine stops: what it was given is not what it may work on. */
public final class MachineException extends RuntimeException {
    MachineException(String message) {
        super(message);
    }

    MachineException(String message, Throwable cause) {
        super(message, cause);
    }
}
