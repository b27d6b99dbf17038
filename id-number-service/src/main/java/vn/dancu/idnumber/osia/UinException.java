package vn.dancu.idnumber.osia;

/** Why no UIN is generated, with a stable word that tells nothing about the person. */
final class UinException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    private UinException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The request cannot be read. */
    static UinException bad(String message) {
        return new UinException(400, message);
    }

    /** It can be read, and no number can be given for it. */
    static UinException refused(String message) {
        return new UinException(409, message);
    }

    int code() {
        return code;
    }
}
