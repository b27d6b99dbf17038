package vn.dancu.sharing.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import vn.dancu.kernel.InvalidValueException;

/** The code of an officer within an agency (MaCanBo); unique there and nowhere else. */
public record OfficerCode(@JsonValue String text) implements Comparable<OfficerCode> {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._@-]{0,39}");

    @JsonCreator
    public OfficerCode {
        if (!FORM.matcher(text).matches()) {
            throw new InvalidValueException(
                    "officer_malformed",
                    "an officer code is 1 to 40 letters, digits, dots, hyphens, underscores or @");
        }
    }

    @Override
    public int compareTo(OfficerCode other) {
        return text.compareTo(other.text);
    }
}
