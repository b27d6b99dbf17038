package vn.dancu.idnumber.life;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a person gets another number: Circular 59/2021 Art 6. Nothing else changes a number. */
enum ReestablishmentReason {
    SEX_REDETERMINED("sex_redetermined"),
    BIRTH_YEAR_CORRECTED("birth_year_corrected"),
    /** The place of birth registration, the year or the sex was entered wrongly. */
    DATA_ENTRY_ERROR("data_entry_error"),
    FALSE_DECLARATION("false_declaration");

    private final String code;

    ReestablishmentReason(String code) {
        this.code = code;
    }

    @JsonValue
    String code() {
        return code;
    }

    /** A false declaration can leave place, sex and year as they are. */
    boolean mayKeepFixedDigits() {
        return this == FALSE_DECLARATION;
    }
}
