package vn.dancu.idnumber.life;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a proposal of a commune stands. */
enum ProposalState {
    PROPOSED("proposed"),
    APPROVED("approved"),
    REFUSED("refused");

    private final String code;

    ProposalState(String code) {
        this.code = code;
    }

    @JsonValue
    String code() {
        return code;
    }

    static ProposalState ofCode(String code) {
        for (ProposalState state : values()) {
            if (state.code.equals(code)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state of a proposal: " + code);
    }
}
