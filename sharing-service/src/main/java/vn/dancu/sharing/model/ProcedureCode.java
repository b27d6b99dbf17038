package vn.dancu.sharing.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import vn.dancu.kernel.InvalidValueException;

/**
 * The code of an administrative procedure (MaDVC, at most 20 characters, numbered after Decision
 * 362/QĐ-VPCP 2019): {@code 1.001612}. An access happens for a procedure, never in general.
 */
public record ProcedureCode(@JsonValue String text) implements Comparable<ProcedureCode> {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.-]{0,19}");

    @JsonCreator
    public ProcedureCode {
        if (!FORM.matcher(text).matches()) {
            throw new InvalidValueException(
                    "procedure_malformed",
                    "a procedure code is 1 to 20 letters, digits, dots and hyphens");
        }
    }

    @Override
    public int compareTo(ProcedureCode other) {
        return text.compareTo(other.text);
    }
}
