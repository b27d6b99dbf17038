package vn.dancu.sharing.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import vn.dancu.kernel.InvalidValueException;

/**
 * What data is used for, as the agreement names it: {@code social-insurance}. A code and not a free
 * text, since it is compared with the agreement and shown to the citizen.
 */
public record PurposeCode(@JsonValue String text) implements Comparable<PurposeCode> {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*([-_.][a-z0-9]+)*");

    @JsonCreator
    public PurposeCode {
        if (text.equals("event")) {
            // Kept for the services' own work, which reads what no agency may.
            throw new InvalidValueException("purpose_reserved", "this purpose is not for agencies");
        }
        if (text.length() > 40 || !FORM.matcher(text).matches()) {
            throw new InvalidValueException(
                    "purpose_malformed",
                    "a purpose is a code of at most 40 lower-case letters, digits and hyphens");
        }
    }

    @Override
    public int compareTo(PurposeCode other) {
        return text.compareTo(other.text);
    }
}
