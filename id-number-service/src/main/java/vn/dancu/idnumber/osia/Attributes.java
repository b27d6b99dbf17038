package vn.dancu.idnumber.osia;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.GenerationProfile;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.Sex;

/** Reads from the attributes of a person what the fixed digits of a number are made of. */
final class Attributes {
    private static final Pattern DATE = Pattern.compile("([0-9]{4})(-[0-9]{2}){0,2}");
    private static final int ATTRIBUTES_AT_MOST = 200;

    private final JsonNode values;

    private Attributes(JsonNode values) {
        this.values = values;
    }

    /**
     * @throws UinException if it is no dictionary of texts, numbers and booleans
     */
    static Attributes read(byte[] body, JsonMapper json) {
        JsonNode values;
        try {
            values = json.readTree(body);
        } catch (JacksonException e) {
            throw UinException.bad("attributes_malformed");
        }
        if (!values.isObject() || values.size() > ATTRIBUTES_AT_MOST) {
            throw UinException.bad("attributes_malformed");
        }
        for (JsonNode value : values) {
            if (!value.isString() && !value.isNumber() && !value.isBoolean()) {
                throw UinException.bad("attribute_wrong_type");
            }
        }
        return new Attributes(values);
    }

    Bucket bucket(OsiaSettings names, GenerationProfile profile) {
        String date = text(names.dateOfBirth(), "date_of_birth_missing");
        Matcher matcher = DATE.matcher(date);
        if (!matcher.matches()) {
            throw UinException.bad("date_of_birth_malformed");
        }
        String place = text(names.place(), "place_missing");
        String prefix = place.matches("[0-9]{2}") ? "0" + place : place;
        Sex sex = sex(text(names.sex(), "sex_missing"));
        try {
            return profile.bucket(prefix, sex, Integer.parseInt(matcher.group(1)));
        } catch (InvalidValueException e) {
            throw UinException.bad(e.code());
        }
    }

    private String text(List<String> names, String missing) {
        for (String name : names) {
            JsonNode value = values.get(name);
            if (value != null) {
                return value.asString().strip();
            }
        }
        throw UinException.bad(missing);
    }

    private static Sex sex(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "M", "MALE", "1" -> Sex.MALE;
            case "F", "FEMALE", "2" -> Sex.FEMALE;
            default -> throw UinException.bad("sex_unknown");
        };
    }
}
