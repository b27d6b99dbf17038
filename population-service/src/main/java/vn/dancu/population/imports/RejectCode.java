package vn.dancu.population.imports;

import java.util.Locale;

/**
 * Why a line is not stored, in the order in which the rules apply: of several broken rules the
 * first one here is reported. See {@code contracts/population/survey-card.md}.
 */
enum RejectCode {
    LINE_TOO_LONG("A line has at most 16384 bytes."),
    MALFORMED_JSON(
            "The line is not one JSON object with each key once, in UTF-8 or the declared encoding"
                    + " (charset)."),
    MALFORMED_CSV(
            "The record does not have the cells of the header, its quotes are wrong, or it is not in"
                    + " the declared encoding."),
    UNKNOWN_FIELD("A survey card has no such field."),
    WRONG_TYPE("The value has another JSON type than this field."),
    CONTROL_CHARACTER("Control and invisible characters are not allowed."),
    MISSING_FIELD("This field is mandatory here and absent or empty."),
    BARCODE_MALFORMED("A form barcode is DC01- and 12 digits."),
    NAME_TOO_LONG("A name has at most 100 characters."),
    NAME_HAS_DIGIT("A name has no digits."),
    NAME_EMPTY("A name has at least one letter."),
    TEXT_TOO_LONG("The text is longer than its field."),
    DATE_MALFORMED("A date is YYYY, YYYY-MM or YYYY-MM-DD; the day of collection is YYYY-MM-DD."),
    DATE_IMPOSSIBLE("No calendar has this date, or its year is before 1800."),
    DATE_IN_FUTURE("The card was collected after today, or the birth is after the collection."),
    BIRTH_ORDER_OUT_OF_RANGE("A birth order is 1 to 9."),
    UNKNOWN_SEX("The sex is MALE, FEMALE or UNKNOWN."),
    UNKNOWN_ETHNICITY("The list of ethnic groups has no such code."),
    UNKNOWN_RELIGION("The list of religions has no such code."),
    UNKNOWN_NATIONALITY("The list of nationalities has no such code."),
    UNKNOWN_MARITAL_STATUS("A marital status is 0 to 3."),
    UNKNOWN_BLOOD_GROUP("A blood group is 00 to 04."),
    NUMBER_MALFORMED("A personal identification number has 12 digits."),
    OLD_NUMBER_MALFORMED("An old identity card number has 9 digits."),
    CORRECTION_MALFORMED("A correction names an import by its id and a line by its number."),
    UNIT_MALFORMED("A unit code has 2 (province), 3 (district) or 5 (commune) digits."),
    UNKNOWN_UNIT("There is no administrative unit with this code."),
    UNIT_NOT_IN_PARENT("The unit does not lie in the one above it."),
    DUPLICATE_BARCODE("A card earlier in this file has the barcode."),
    DUPLICATE_PERSON("A stored card has the same number or old number, name and date of birth.");

    private final String code;
    private final String detail;

    RejectCode(String detail) {
        this.code = name().toLowerCase(Locale.ROOT);
        this.detail = detail;
    }

    String code() {
        return code;
    }

    /** The rule in words, for the report. */
    String detail() {
        return detail;
    }

    static RejectCode ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
