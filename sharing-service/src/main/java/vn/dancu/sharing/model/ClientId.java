package vn.dancu.sharing.model;

import java.util.regex.Pattern;
import vn.dancu.kernel.InvalidValueException;

/**
 * By what a system of an agency proves itself; it speaks for one agency.
 *
 * @param identifier an OAuth2 client id; the SHA-256 thumbprint of a certificate as 64 hexadecimal
 *     digits; an X-Road client as {@code instance/class/member/subsystem}; a SOAP user
 */
public record ClientId(Kind kind, String identifier) {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern THUMBPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern XROAD = Pattern.compile("[^/]+(/[^/]+){2,3}");

    /** How the client is believed; what one kind proves, no other does. */
    public enum Kind {
        OAUTH2,
        CERTIFICATE,
        XROAD,
        SOAP
    }

    public ClientId {
        Pattern form =
                switch (kind) {
                    case OAUTH2, SOAP -> FORM;
                    case CERTIFICATE -> THUMBPRINT;
                    case XROAD -> XROAD;
                };
        if (!FORM.matcher(identifier).matches() || !form.matcher(identifier).matches()) {
            throw new InvalidValueException(
                    "client_malformed", "the identifier has not the form of its kind");
        }
    }

    public static ClientId oauth2(String id) {
        return new ClientId(Kind.OAUTH2, id);
    }
}
