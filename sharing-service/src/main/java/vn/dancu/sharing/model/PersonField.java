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
    NUMBER("number"),
    OLD_NUMBER("oldNumber"),
    NAME("name"),
    DATE_OF_BIRTH("dateOfBirth"),
    SEX("sex"),
    BIRTH_REGISTRATION_PLACE("birthRegistrationPlace"),
    ORIGIN("origin"),
    ETHNICITY("ethnicity"),
    RELIGION("religion"),
    NATIONALITY("nationality"),
    MARITAL_STATUS("maritalStatus"),
    PERMANENT_RESIDENCE("permanentResidence"),
    TEMPORARY_RESIDENCE("temporaryResidence"),
    CURRENT_RESIDENCE("currentResidence"),
    BLOOD_GROUP("bloodGroup"),
    FATHER("father"),
    MOTHER("mother"),
    SPOUSE("spouse"),
    REPRESENTATIVE("representative"),
    HOUSEHOLD_HEAD("householdHead"),
    RELATIONSHIP_TO_HEAD("relationshipToHead"),
    DEATH("death"),
    STATUS("status"),
    /** Not a line of the person alone: told by the operation relatives. */
    CHILDREN("children"),
    /** Told by the operation household. */
    HOUSEHOLD_MEMBERS("householdMembers");

    private static final Map<String, PersonField> BY_WIRE =
            Arrays.stream(values()).collect(toUnmodifiableMap(PersonField::wire, f -> f));

    private final String wire;

    PersonField(String wire) {
        this.wire = wire;
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
}
