package vn.dancu.kernel;

/** Sex as registered (GioiTinh), with the one-digit codes of the ministry's systems. */
public enum Sex {
    /** No information yet: code 0. A number cannot be given until the sex is known. */
    UNKNOWN(0),
    /** Nam: code 1. */
    MALE(1),
    /** Nữ: code 2. */
    FEMALE(2);

    private final int code;

    Sex(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /**
     * @throws InvalidValueException {@code sex_unknown_code} if the code is not 0, 1 or 2
     */
    public static Sex ofCode(int code) {
        return switch (code) {
            case 0 -> UNKNOWN;
            case 1 -> MALE;
            case 2 -> FEMALE;
            default -> throw new InvalidValueException("sex_unknown_code", "sex must be 0, 1 or 2");
        };
    }
}
