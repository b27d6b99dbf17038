package vn.dancu.sharing.model;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import vn.dancu.kernel.InvalidValueException;

/**
 * The information lines of Law 59/2014 Art 9 that can be agreed, by the names they have on the wire
 * of population-service. What is not named here can be neither agreed nor asked for.
 */
public enum PersonField {
    NUMBER("number", Kind.CODE),
    OLD_NUMBER("oldNumber", Kind.CODE),
    NAME("name", Kind.TEXT),
    DATE_OF_BIRTH("dateOfBirth", Kind.CODE),
    SEX("sex", Kind.CODE),
    BIRTH_REGISTRATION_PLACE("birthRegistrationPlace", Kind.PLACE),
    ORIGIN("origin", Kind.PLACE),
    ETHNICITY("ethnicity", Kind.CODE),
    RELIGION("religion", Kind.CODE),
    NATIONALITY("nationality", Kind.CODE),
    MARITAL_STATUS("maritalStatus", Kind.CODE),
    PERMANENT_RESIDENCE("permanentResidence", Kind.PLACE),
    TEMPORARY_RESIDENCE("temporaryResidence", Kind.PLACE),
    CURRENT_RESIDENCE("currentResidence", Kind.PLACE),
    BLOOD_GROUP("bloodGroup", Kind.CODE),
    FATHER("father", Kind.RELATIVE),
    MOTHER("mother", Kind.RELATIVE),
    SPOUSE("spouse", Kind.RELATIVE),
    REPRESENTATIVE("representative", Kind.RELATIVE),
    HOUSEHOLD_HEAD("householdHead", Kind.RELATIVE),
    RELATIONSHIP_TO_HEAD("relationshipToHead", Kind.TEXT),
    DEATH("death", Kind.DEATH),
    STATUS("status", Kind.CODE),
    NUMBER_STATUS("numberStatus", Kind.CODE);

    private static final Map<String, PersonField> BY_WIRE =
            Arrays.stream(values()).collect(toUnmodifiableMap(PersonField::wire, f -> f));

    private final String wire;
    private final Kind kind;

    PersonField(String wire, Kind kind) {
        this.wire = wire;
        this.kind = kind;
    }

    @JsonCreator
    public static PersonField of(String wire) {
        return find(wire)
                .orElseThrow(
                        () -> new InvalidValueException("field_unknown", "no such field exists"));
    }

    public static Optional<PersonField> find(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }

    @JsonValue
    public String wire() {
        return wire;
    }

    public Kind kind() {
        return kind;
    }

    /** How a field is written and compared. */
    public enum Kind {
        /** A code, number or date: equal or not. */
        CODE,
        /** A text: equal in NFC, whatever the case and the placement of tone marks. */
        TEXT,
        /** Province, district, commune and detail. */
        PLACE,
        /** Another person: name, numbers, nationality. */
        RELATIVE,
        /** The date of death. */
        DEATH
    }
}
