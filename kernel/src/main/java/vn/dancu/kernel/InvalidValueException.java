package vn.dancu.kernel;

/**
 * A text that cannot become the typed value it was given for.
 *
 * <p>The message names the rule and never the value: values are personal data and messages reach
 * logs.
 */
public final class InvalidValueException extends IllegalArgumentException {
    private final String code;

    public InvalidValueException(String code, String rule) {
        super(rule);
        this.code = code;
    }

    /** A stable snake_case code, for problem details and reject reports. */
    public String code() {
        return code;
    }
}
