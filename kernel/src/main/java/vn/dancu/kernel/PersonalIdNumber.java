package vn.dancu.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * A personal identification number (số định danh cá nhân): twelve decimal digits, no check digit.
 *
 * <p>Only "twelve digits" is a validity gate (Law 26/2023 Art 12). What the digits mean is a
 * generation profile, see {@link #reading()}: a number issued under another profile is valid and
 * opaque.
 */
public record PersonalIdNumber(@JsonValue String digits) implements Comparable<PersonalIdNumber> {
    private static final int LENGTH = 12;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public PersonalIdNumber {
        if (!isWellFormed(digits)) {
            throw new InvalidValueException(
                    "number_malformed", "a personal identification number has 12 digits");
        }
    }

    /** Whether the text is twelve ASCII digits. */
    public static boolean isWellFormed(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    /**
     * The number read by the profile of Decree 137/2015 Art 13, {@code PPP G YY RRRRRR}. Every
     * century digit 0 to 9 has a meaning there, so the reading always exists; whether the prefix is
     * one that was ever in use is for the reference data to say.
     */
    public Reading reading() {
        int century = digits.charAt(3) - '0';
        int year = 1900 + (century / 2) * 100 + Integer.parseInt(digits, 4, 6, 10);
        Sex sex = century % 2 == 0 ? Sex.MALE : Sex.FEMALE;
        return new Reading(digits.substring(0, 3), sex, year);
    }

    /** Whether sex and year of birth agree with the reading, as far as they are known. */
    public boolean agreesWith(Sex sex, Optional<Integer> birthYear) {
        Reading reading = reading();
        return (sex == Sex.UNKNOWN || sex == reading.sex())
                && birthYear.map(year -> year == reading.birthYear()).orElse(true);
    }

    @Override
    public int compareTo(PersonalIdNumber other) {
        return digits.compareTo(other.digits);
    }

    /** Hidden, because a number that reaches a log by accident is a leak. */
    @Override
    public String toString() {
        return "PersonalIdNumber[hidden]";
    }

    /**
     * What the first six digits say under Decree 137/2015.
     *
     * @param prefix three digits: province or country of birth registration
     * @param birthYear 1900 to 2399
     */
    public record Reading(String prefix, Sex sex, int birthYear) {
        public Reading {
            if (prefix.length() != 3 || !prefix.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new InvalidValueException("prefix_malformed", "a prefix has 3 digits");
            }
            if (birthYear < 1900 || birthYear > 2399) {
                throw new InvalidValueException(
                        "birth_year_out_of_range", "the year of birth is from 1900 to 2399");
            }
            if (sex == Sex.UNKNOWN) {
                throw new InvalidValueException("sex_unknown", "a number needs a known sex");
            }
        }

        /** The digit of century and sex: 0 and 1 for 1900 to 1999, 2 and 3 for 2000 to 2099, … */
        public int centuryAndSexDigit() {
            return (birthYear - 1900) / 100 * 2 + (sex == Sex.FEMALE ? 1 : 0);
        }

        /** The six fixed digits {@code PPPGYY} that all numbers of this reading share. */
        public String fixedDigits() {
            return prefix + centuryAndSexDigit() + "%02d".formatted(birthYear % 100);
        }
    }
}
