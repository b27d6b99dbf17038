package vn.dancu.sharing.model.expression;

import java.util.Arrays;
import java.util.Optional;
import vn.dancu.sharing.model.PersonField;

/** What a condition may look at, and the field that must be agreed for it. */
public enum Operand {
    /** Whole years on the day of the question, in Vietnam. */
    AGE("age", PersonField.DATE_OF_BIRTH, Type.NUMBER),
    SEX("sex", PersonField.SEX, Type.CODE),
    ETHNICITY("ethnicity", PersonField.ETHNICITY, Type.CODE),
    RELIGION("religion", PersonField.RELIGION, Type.CODE),
    NATIONALITY("nationality", PersonField.NATIONALITY, Type.CODE),
    MARITAL_STATUS("maritalStatus", PersonField.MARITAL_STATUS, Type.CODE),
    BLOOD_GROUP("bloodGroup", PersonField.BLOOD_GROUP, Type.CODE),
    STATUS("status", PersonField.STATUS, Type.CODE),
    ORIGIN_PROVINCE("origin.province", PersonField.ORIGIN, Type.CODE),
    PERMANENT_PROVINCE("permanentResidence.province", PersonField.PERMANENT_RESIDENCE, Type.CODE),
    PERMANENT_DISTRICT("permanentResidence.district", PersonField.PERMANENT_RESIDENCE, Type.CODE),
    PERMANENT_COMMUNE("permanentResidence.commune", PersonField.PERMANENT_RESIDENCE, Type.CODE),
    CURRENT_PROVINCE("currentResidence.province", PersonField.CURRENT_RESIDENCE, Type.CODE),
    CURRENT_DISTRICT("currentResidence.district", PersonField.CURRENT_RESIDENCE, Type.CODE),
    CURRENT_COMMUNE("currentResidence.commune", PersonField.CURRENT_RESIDENCE, Type.CODE);

    /** How an operand compares. */
    enum Type {
        /** By size, with numbers. */
        NUMBER,
        /** Only as equal or not, with quoted codes. */
        CODE
    }

    private final String word;
    private final PersonField field;
    private final Type type;

    Operand(String word, PersonField field, Type type) {
        this.word = word;
        this.field = field;
        this.type = type;
    }

    static Optional<Operand> of(String word) {
        return Arrays.stream(values()).filter(operand -> operand.word.equals(word)).findFirst();
    }

    public PersonField field() {
        return field;
    }

    Type type() {
        return type;
    }

    /** The member below the field that holds the code, if it is not the field itself. */
    public Optional<String> member() {
        int dot = word.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(word.substring(dot + 1));
    }
}
