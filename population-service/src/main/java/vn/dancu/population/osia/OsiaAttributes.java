package vn.dancu.population.osia;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.osia.OsiaException;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;

/**
 * The attributes of a person by the names that OSIA uses or leaves open. A value is a text or a
 * whole number; what is not known is absent. There is no first and last name: how a Vietnamese name
 * splits cannot be told reliably, so the whole name is one attribute.
 */
final class OsiaAttributes {
    private static final Map<String, Function<PersonRecord, @Nullable Object>> ALL =
            new LinkedHashMap<>();

    static {
        ALL.put("uin", p -> p.number() == null ? null : p.number().digits());
        ALL.put("oldNumber", PersonRecord::oldNumber);
        ALL.put("name", p -> p.name().full());
        ALL.put("dateOfBirth", p -> p.dateOfBirth().iso());
        ALL.put("gender", p -> gender(p));
        ALL.put("nationality", PersonRecord::nationality);
        ALL.put("ethnicity", PersonRecord::ethnicity);
        ALL.put("religion", PersonRecord::religion);
        ALL.put("maritalStatus", p -> p.maritalStatus());
        ALL.put("bloodGroup", PersonRecord::bloodGroup);
        ALL.put("physicalStatus", OsiaAttributes::physicalStatus);
        ALL.put("birthRegistrationPlace", p -> p.birthRegistrationPlace().units());
        ALL.put("origin", p -> p.origin().units());
        ALL.put("permanentResidence", p -> units(p.permanentResidence()));
        ALL.put("permanentResidenceDetail", p -> detail(p.permanentResidence()));
        ALL.put("temporaryResidence", p -> units(p.temporaryResidence()));
        ALL.put("currentResidence", p -> units(p.currentResidence()));
    }

    private OsiaAttributes() {}

    static boolean exists(String name) {
        return ALL.containsKey(name);
    }

    /** All that are known. */
    static Map<String, Object> of(PersonRecord person) {
        Map<String, Object> known = new LinkedHashMap<>();
        ALL.forEach((name, read) -> value(person, name).ifPresent(v -> known.put(name, v)));
        return known;
    }

    static Optional<Object> value(PersonRecord person, String name) {
        Function<PersonRecord, @Nullable Object> read = ALL.get(name);
        return read == null ? Optional.empty() : Optional.ofNullable(read.apply(person));
    }

    /** The dead, and all others: OSIA knows no missing people. */
    static String physicalStatus(PersonRecord person) {
        return switch (person.status()) {
            case DEAD -> "DEAD";
            case ALIVE, MISSING -> "ALIVE";
        };
    }

    /** ISO/IEC 5218 in the letters that OSIA's examples use. */
    private static String gender(PersonRecord person) {
        return switch (person.sex()) {
            case MALE -> "M";
            case FEMALE -> "F";
            case UNKNOWN -> "U";
        };
    }

    private static @Nullable String units(@Nullable Place place) {
        return place == null ? null : place.units();
    }

    private static @Nullable String detail(@Nullable Place place) {
        return place == null ? null : place.detail();
    }

    /**
     * Whether an expression holds of a person. Dates compare by the days they may mean: less
     * precise ones make an expression true only if it is true of each of those days.
     *
     * @throws OsiaException 400 for an unknown attribute, operator or value
     */
    static boolean holds(PersonRecord person, Expression expression) {
        String name = expression.attributeName();
        if (!exists(name)) {
            throw OsiaException.badRequest("unknown attribute: see the documentation");
        }
        Optional<Object> known = value(person, name);
        if (known.isEmpty()) {
            return false;
        }
        String asked = String.valueOf(expression.value());
        return switch (name) {
            case "dateOfBirth" -> compare(person.dateOfBirth(), expression.operator(), asked);
            case "name" ->
                    isEquality(expression.operator())
                            == person.name().sameAs(new PersonName(asked));
            case "maritalStatus" ->
                    ordered(
                            Integer.compare(person.maritalStatus(), number(asked)),
                            expression.operator());
            default -> isEquality(expression.operator()) == known.get().toString().equals(asked);
        };
    }

    /** True for =, false for !=; texts have no order. */
    private static boolean isEquality(String operator) {
        return switch (operator) {
            case "=" -> true;
            case "!=" -> false;
            default -> throw OsiaException.badRequest("this attribute compares by = and != only");
        };
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw OsiaException.badRequest("the attribute is a whole number");
        }
    }

    private static boolean ordered(int comparison, String operator) {
        return switch (operator) {
            case "=" -> comparison == 0;
            case "!=" -> comparison != 0;
            case "<" -> comparison < 0;
            case "<=" -> comparison <= 0;
            case ">" -> comparison > 0;
            case ">=" -> comparison >= 0;
            default -> throw OsiaException.badRequest("no such operator");
        };
    }

    private static boolean compare(PartialDate born, String operator, String asked) {
        PartialDate date;
        try {
            date = PartialDate.parse(asked);
        } catch (InvalidValueException e) {
            throw OsiaException.badRequest("a date is YYYY, YYYY-MM or YYYY-MM-DD");
        }
        LocalDate first = date.earliest();
        LocalDate last = date.latest();
        return switch (operator) {
            case "=" -> born.equals(date);
            case "!=" -> born.latest().isBefore(first) || born.earliest().isAfter(last);
            case "<" -> born.latest().isBefore(first);
            case "<=" -> !born.latest().isAfter(last);
            case ">" -> born.earliest().isAfter(last);
            case ">=" -> !born.earliest().isBefore(first);
            default -> throw OsiaException.badRequest("no such operator");
        };
    }

    /** A number as a value of a request. */
    static PersonalIdNumber uin(String digits) {
        if (!PersonalIdNumber.isWellFormed(digits)) {
            throw OsiaException.badRequest("a uin has 12 digits");
        }
        return new PersonalIdNumber(digits);
    }
}
