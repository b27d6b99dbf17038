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
    VERIFICATION("verification"),
    /** Which of the attributes that the agency believes differ. */
    MATCH("match"),
    /** Whether a condition holds ({@code age >= 18}); true or false, and no value is told. */
    EXPRESSION("expression"),
    /** The relatives on record, by the roles that are agreed. */
    RELATIVES("relatives"),
    /** Who belongs to the household. */
    HOUSEHOLD("household"),
    /** Whether the person's identity card is in force. */
    CARD_STATUS("card-status"),
    /** Many people at once, encrypted for the agency. */
    EXPORT("export"),
    /** Asking a citizen for consent through the portal (Law 91/2025/QH15). */
    CONSENT("consent"),
    /**
     * Being told that something changed, and of what kind, of people whose number, name and date of
     * birth the agency has: also whether these agree, which is told when somebody is enrolled.
     */
    SUBSCRIPTION("subscription");

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
                        () -> new InvalidValueException("operation_unknown", "no such operation"));
    }

    @JsonValue
    public String wire() {
        return wire;
    }
}
