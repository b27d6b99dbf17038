package vn.dancu.population.imports;

import org.jspecify.annotations.Nullable;

/** What a decision makes of a line. The byte of each stands in manifests and never changes. */
enum LineFate {
    /** Not stored. */
    REJECTED('r', null),
    /** Not stored again: an earlier file brought the card. */
    KNOWN('k', null),
    /** Stored; the number on the card is claimed and will be registered. */
    NUMBER_GIVEN('g', null),
    /** Stored; a number will be asked for. */
    TO_NUMBER('n', null),
    /** Stored without a number: the sex must be known first. */
    SEX_UNKNOWN('s', "sex_unknown"),
    /** Stored without a number: the year is none that a number can carry. */
    BIRTH_YEAR_OUT_OF_RANGE('y', "birth_year_out_of_range"),
    /** Stored without a number: the one on the card has another sex or year of birth. */
    NUMBER_DISAGREES('d', "number_disagrees"),
    /** Stored without a number: the one on the card is somebody else's. */
    NUMBER_CONFLICT('c', "number_conflict"),
    /** Stored without a number: another person on record is probably the same. */
    PROBABLE_DUPLICATE('p', "probable_duplicate");

    private static final LineFate[] ALL = values();
    private final byte sign;
    private final @Nullable String reason;

    LineFate(char sign, @Nullable String reason) {
        this.sign = (byte) sign;
        this.reason = reason;
    }

    byte sign() {
        return sign;
    }

    static LineFate ofSign(byte sign) {
        for (LineFate fate : ALL) {
            if (fate.sign == sign) {
                return fate;
            }
        }
        throw new IllegalStateException("a manifest with an unknown sign");
    }

    /** Why no number was asked for. */
    String reason() {
        if (reason == null) {
            throw new IllegalStateException(this + " needs no reason");
        }
        return reason;
    }

    boolean isStored() {
        return this != REJECTED && this != KNOWN;
    }

    boolean isInReview() {
        return this == NUMBER_DISAGREES || this == NUMBER_CONFLICT || this == PROBABLE_DUPLICATE;
    }

    static LineFate withoutNumber(String obstacle) {
        return switch (obstacle) {
            case "sex_unknown" -> SEX_UNKNOWN;
            case "birth_year_out_of_range" -> BIRTH_YEAR_OUT_OF_RANGE;
            default -> throw new IllegalStateException("no fate for " + obstacle);
        };
    }
}
