package vn.dancu.sharing.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import vn.dancu.kernel.InvalidValueException;

/**
 * The electronic identification code of an agency (mã định danh điện tử, Decision 20/2020/QĐ-TTg),
 * at most 35 characters as MaDonVi carries it: {@code G34}, {@code H01.04}.
 */
public record AgencyCode(@JsonValue String text) {
    private static final Pattern FORM =
            Pattern.compile("[A-Z][0-9A-Z]{0,9}(\\.[0-9A-Z]{1,8}){0,3}");

    @JsonCreator
    public AgencyCode {
        if (text.length() > 35 || !FORM.matcher(text).matches()) {
            throw new InvalidValueException(
                    "agency_malformed", "an agency code is capital letters and digits, with dots");
        }
    }
}
