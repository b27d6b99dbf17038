package vn.dancu.population.review;

import java.util.Arrays;
import java.util.Locale;

/** Why an officer looks at a record. */
public enum ReviewCode {
    /** The number on the card tells another sex or year of birth. */
    NUMBER_DISAGREES,
    /** The number on the card is another person's. */
    NUMBER_CONFLICT,
    /** Another record may be of the same person. */
    PROBABLE_DUPLICATE,
    /** A birth registered so late that the person may be on record from a survey card. */
    LATE_REGISTRATION;

    /** As stored and told. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ReviewCode of(String wireName) {
        return Arrays.stream(values())
                .filter(code -> code.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("an unknown review code"));
    }
}
