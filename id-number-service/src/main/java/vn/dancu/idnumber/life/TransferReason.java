package vn.dancu.idnumber.life;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/** Why a number goes from who has it to whose it is: Circular 59/2021 Art 6. */
enum TransferReason {
    /** It was given or registered to another person by an error. */
    WRONG_HOLDER("wrong_holder"),
    /** Who has it declared to be its owner. */
    FALSE_DECLARATION("false_declaration");

    private final String code;

    TransferReason(String code) {
        this.code = code;
    }

    @JsonValue
    String code() {
        return code;
    }

    static @Nullable TransferReason ofCode(String code) {
        for (TransferReason reason : values()) {
            if (reason.code.equals(code)) {
                return reason;
            }
        }
        return null;
    }
}
