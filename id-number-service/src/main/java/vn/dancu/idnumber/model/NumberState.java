package vn.dancu.idnumber.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** What an issued number is worth today. A number that was issued once is never given again. */
public enum NumberState {
    /** It is its person's number. */
    ACTIVE("active"),
    /** Its record was merged into another, or its person has died; it may come back. */
    SUSPENDED("suspended"),
    /** It is nobody's number any more (Circular 59/2021 Art 6). */
    CANCELLED("cancelled"),
    /** Another number stands in its place, to which it leads for ever. */
    REESTABLISHED("reestablished"),
    /**
     * Issued elsewhere and brought by an import that was withdrawn: nobody's, until the corrected
     * import brings it again.
     */
    WITHDRAWN("withdrawn");

    private final String code;

    NumberState(String code) {
        this.code = code;
    }

    @JsonValue
    public String code() {
        return code;
    }

    public static NumberState ofCode(String code) {
        for (NumberState state : values()) {
            if (state.code.equals(code)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state of a number: " + code);
    }
}
