package vn.dancu.idnumber.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** What can be done to a number that is issued. */
public enum LifeCommand {
    SUSPEND("suspend"),
    REINSTATE("reinstate"),
    CANCEL("cancel"),
    /** Takes a cancellation back. */
    RESTORE("restore"),
    /** Takes a re-establishment back: the old number is the person's again. */
    REVERT("revert");

    private final String code;

    LifeCommand(String code) {
        this.code = code;
    }

    @JsonValue
    public String code() {
        return code;
    }
}
