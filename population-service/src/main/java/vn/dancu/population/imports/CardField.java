package vn.dancu.population.imports;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a survey card, see {@code contracts/population/survey-card.schema.json}. */
enum CardField {
    FORM_BARCODE("formBarcode", Kind.TEXT, true),
    COLLECTED_AT("collectedAt", Kind.TEXT, true),
    COLLECTED_BY("collectedBy", Kind.TEXT, true),
    NUMBER("number", Kind.TEXT, false),
    OLD_NUMBER("oldNumber", Kind.TEXT, false),
    NAME("name", Kind.TEXT, true),
    DATE_OF_BIRTH("dateOfBirth", Kind.TEXT, true),
    DATE_OF_BIRTH_TEXT("dateOfBirthText", Kind.TEXT, false),
    BIRTH_ORDER("birthOrder", Kind.INTEGER, false),
    SEX("sex", Kind.TEXT, true),
    BIRTH_REGISTRATION_PLACE("birthRegistrationPlace", Kind.PLACE, true),
    ORIGIN("origin", Kind.PLACE, true),
    ETHNICITY("ethnicity", Kind.TEXT, true),
    RELIGION("religion", Kind.TEXT, true),
    NATIONALITY("nationality", Kind.TEXT, true),
    MARITAL_STATUS("maritalStatus", Kind.INTEGER, true),
    PERMANENT_RESIDENCE("permanentResidence", Kind.PLACE, true),
    TEMPORARY_RESIDENCE("temporaryResidence", Kind.PLACE, false),
    CURRENT_RESIDENCE("currentResidence", Kind.PLACE, true),
    BLOOD_GROUP("bloodGroup", Kind.TEXT, false),
    FATHER("father", Kind.RELATIVE, false),
    MOTHER("mother", Kind.RELATIVE, false),
    SPOUSE("spouse", Kind.RELATIVE, false),
    REPRESENTATIVE("representative", Kind.RELATIVE, false),
    RELATIONSHIP_TO_HEAD("relationshipToHead", Kind.TEXT, false),
    HOUSEHOLD_HEAD("householdHead", Kind.RELATIVE, false),
    CORRECTS("corrects", Kind.CORRECTION, false);

    enum Kind {
        TEXT,
        INTEGER,
        PLACE,
        RELATIVE,
        CORRECTION
    }

    private static final Map<String, CardField> BY_NAME = byName();
    private final String json;
    private final Kind kind;
    private final boolean mandatory;

    CardField(String json, Kind kind, boolean mandatory) {
        this.json = json;
        this.kind = kind;
        this.mandatory = mandatory;
    }

    private static Map<String, CardField> byName() {
        Map<String, CardField> fields = new HashMap<>();
        for (CardField field : values()) {
            fields.put(field.json, field);
        }
        return fields;
    }

    static @Nullable CardField named(String json) {
        return BY_NAME.get(json);
    }

    /** The name on the wire. */
    String json() {
        return json;
    }

    Kind kind() {
        return kind;
    }

    boolean isMandatory() {
        return mandatory;
    }
}
