package vn.dancu.sharing.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import vn.dancu.kernel.InvalidValueException;

/** The agency's own number of its request (MaYeuCau, X-Road-Id); kept in the access record. */
public record RequestId(@JsonValue String text) {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,100}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RequestId {
        if (!FORM.matcher(text).matches()) {
            throw new InvalidValueException(
                    "request_id_malformed", "a request id is 1 to 100 visible ASCII characters");
        }
    }
}
