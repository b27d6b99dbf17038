package vn.dancu.sharing.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import vn.dancu.kernel.InvalidValueException;

/** What an agency may do with the register; each is agreed by itself. */
public enum Operation {
    /** TraCuuThongTinCongDan: number, name and date of birth agree, and agreed fields come back. */
    LOOKUP("lookup"),
    /** XacThucThongTinCongDan: yes or no, and nothing else is told. */
    VERIFICATION("verification");

    private final String wire;

    Operation(String wire) {
        this.wire = wire;
    }

    @JsonCreator
    public static Operation of(String wire) {
        return Arrays.stream(values())
                .filter(operation -> operation.wire.equals(wire))
                .findFirst()
                .orElseThrow(
                        () ->
                                new InvalidValueException(
                                        "operation_unknown",
                                        "an operation is lookup or verification"));
    }

    @JsonValue
    public String wire() {
        return wire;
    }
}
