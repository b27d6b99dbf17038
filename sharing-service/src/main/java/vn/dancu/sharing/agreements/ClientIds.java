package vn.dancu.sharing.agreements;

import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.model.ClientId;

/** Reads what a body says of a client in two fields. */
public final class ClientIds {
    private ClientIds() {}

    /**
     * @param pointer to the identifier
     * @throws ProblemException 422 {@code client_malformed} for what has not the form of its kind
     */
    public static ClientId at(String pointer, ClientId.Kind kind, String identifier) {
        try {
            return new ClientId(kind, identifier);
        } catch (InvalidValueException e) {
            throw ProblemException.refused(e.code(), String.valueOf(e.getMessage()), pointer);
        }
    }
}
