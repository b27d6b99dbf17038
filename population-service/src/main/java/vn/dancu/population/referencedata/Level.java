package vn.dancu.population.referencedata;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The levels of administrative units; the length of a code tells which. */
enum Level {
    PROVINCE("province", 2),
    DISTRICT("district", 3),
    COMMUNE("commune", 5);

    private final String wireName;
    private final int digits;

    Level(String wireName, int digits) {
        this.wireName = wireName;
        this.digits = digits;
    }

    String wireName() {
        return wireName;
    }

    int digits() {
        return digits;
    }

    static Level of(String code) {
        return switch (code.length()) {
            case 2 -> PROVINCE;
            case 3 -> DISTRICT;
            case 5 -> COMMUNE;
            default -> throw new IllegalArgumentException("not the code of a unit");
        };
    }

    static Optional<Level> named(@Nullable String name) {
        return Arrays.stream(values()).filter(level -> level.wireName.equals(name)).findFirst();
    }
}
