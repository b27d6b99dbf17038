package vn.dancu.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The code of an administrative unit: 2 digits for a province, 3 for a district, 5 for a commune.
 * Which codes exist, and when, is reference data; the code itself only knows its level.
 */
public record AdministrativeUnitCode(@JsonValue String digits) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AdministrativeUnitCode {
        if (!digits.matches("[0-9]{2}|[0-9]{3}|[0-9]{5}")) {
            throw new InvalidValueException(
                    "unit_malformed",
                    "an administrative unit code has 2 (province), 3 (district) or 5 (commune)"
                            + " digits");
        }
    }

    public Level level() {
        return switch (digits.length()) {
            case 2 -> Level.PROVINCE;
            case 3 -> Level.DISTRICT;
            default -> Level.COMMUNE;
        };
    }

    /** The levels of the launch era; since 1 July 2025 there are no districts. */
    public enum Level {
        /** Tỉnh, thành phố trực thuộc trung ương. */
        PROVINCE,
        /** Quận, huyện, thị xã. */
        DISTRICT,
        /** Xã, phường, thị trấn. */
        COMMUNE
    }
}
