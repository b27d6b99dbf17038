package vn.dancu.sharing.osia;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.AdministrativeUnitCode;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.sharing.disclosure.Claim;
import vn.dancu.sharing.model.PersonField;

/** The attributes as population-service names them for OSIA, and the lines that they are. */
enum OsiaAttribute {
    UIN("uin", PersonField.NUMBER),
    OLD_NUMBER("oldNumber", PersonField.OLD_NUMBER),
    NAME("name", PersonField.NAME),
    DATE_OF_BIRTH("dateOfBirth", PersonField.DATE_OF_BIRTH),
    GENDER("gender", PersonField.SEX),
    NATIONALITY("nationality", PersonField.NATIONALITY),
    ETHNICITY("ethnicity", PersonField.ETHNICITY),
    RELIGION("religion", PersonField.RELIGION),
    MARITAL_STATUS("maritalStatus", PersonField.MARITAL_STATUS),
    BLOOD_GROUP("bloodGroup", PersonField.BLOOD_GROUP),
    BIRTH_REGISTRATION_PLACE("birthRegistrationPlace", PersonField.BIRTH_REGISTRATION_PLACE),
    ORIGIN("origin", PersonField.ORIGIN),
    PERMANENT_RESIDENCE("permanentResidence", PersonField.PERMANENT_RESIDENCE),
    TEMPORARY_RESIDENCE("temporaryResidence", PersonField.TEMPORARY_RESIDENCE),
    CURRENT_RESIDENCE("currentResidence", PersonField.CURRENT_RESIDENCE);

    private final String wire;
    private final PersonField field;

    OsiaAttribute(String wire, PersonField field) {
        this.wire = wire;
        this.field = field;
    }

    static Optional<OsiaAttribute> of(String wire) {
        return Arrays.stream(values()).filter(a -> a.wire.equals(wire)).findFirst();
    }

    /**
     * @throws OsiaException 400 for a name that is none
     */
    static OsiaAttribute known(String wire) {
        return of(wire).orElseThrow(() -> OsiaException.badRequest("unknown attribute name"));
    }

    String wire() {
        return wire;
    }

    PersonField field() {
        return field;
    }

    private boolean isPlace() {
        return switch (this) {
            case BIRTH_REGISTRATION_PLACE,
                    ORIGIN,
                    PERMANENT_RESIDENCE,
                    TEMPORARY_RESIDENCE,
                    CURRENT_RESIDENCE ->
                    true;
            default -> false;
        };
    }

    /** The value as OSIA has it: a text, and of a place the codes of its units run together. */
    Optional<String> value(@Nullable JsonNode line) {
        if (line == null || line.isNull()) {
            return Optional.empty();
        }
        if (isPlace()) {
            String codes =
                    line.path("province").asString("")
                            + line.path("district").asString("")
                            + line.path("commune").asString("");
            return codes.isEmpty() ? Optional.empty() : Optional.of(codes);
        }
        String text = line.asString("");
        return this == GENDER
                ? Optional.of(
                        switch (text) {
                            case "MALE" -> "M";
                            case "FEMALE" -> "F";
                            default -> "U";
                        })
                : Optional.of(text).filter(t -> !t.isEmpty());
    }

    /**
     * What an agency believes of it.
     *
     * @throws OsiaException 400 for a value that it cannot have
     */
    Claim claim(Object value) {
        String text = String.valueOf(value);
        if (text.isBlank() || text.length() > 250) {
            throw OsiaException.badRequest("an attribute has no such value");
        }
        if (isPlace()) {
            return place(text);
        }
        return switch (this) {
            case NAME -> new Claim.Text(text);
            case GENDER -> new Claim.Code(sex(text));
            default -> new Claim.Code(text);
        };
    }

    static String sex(String gender) {
        return switch (gender) {
            case "M" -> "MALE";
            case "F" -> "FEMALE";
            default -> throw OsiaException.badRequest("a gender is M or F");
        };
    }

    /** Province (2 digits), and with it district (3), and with both commune (5); or 2 and 5. */
    private static Claim place(String codes) {
        if (!codes.matches("[0-9]{2}([0-9]{3}|[0-9]{5}|[0-9]{8})?")) {
            throw OsiaException.badRequest("a place is the codes of its units, run together");
        }
        boolean district = codes.length() == 5 || codes.length() == 10;
        boolean commune = codes.length() >= 7;
        return new Claim.Place(
                new AdministrativeUnitCode(codes.substring(0, 2)),
                district ? new AdministrativeUnitCode(codes.substring(2, 5)) : null,
                commune ? new AdministrativeUnitCode(codes.substring(codes.length() - 5)) : null,
                null);
    }
}
