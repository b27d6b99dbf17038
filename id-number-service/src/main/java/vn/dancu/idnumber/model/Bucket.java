package vn.dancu.idnumber.model;

import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/**
 * The million numbers that share their six fixed digits {@code PPPGYY}: three of the place of birth
 * registration, one of century and sex, two of the year of birth (Decree 137/2015 Art 13).
 *
 * @param fixedDigits the six digits read as one integer, 0 to 999999
 */
public record Bucket(int fixedDigits) implements Comparable<Bucket> {
    /** How many numbers a bucket has: the six random digits. */
    public static final int PLACES = 1_000_000;

    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2399;

    public Bucket {
        if (fixedDigits < 0 || fixedDigits >= 1_000_000) {
            throw new InvalidValueException("bucket_malformed", "a bucket has six fixed digits");
        }
    }

    /**
     * The bucket for a person born in that year with that sex, registered under that prefix.
     *
     * @throws InvalidValueException {@code prefix_malformed}, {@code sex_unknown} or {@code
     *     birth_year_out_of_range}: no digit is guessed
     */
    public static Bucket of(String prefix, Sex sex, int birthYear) {
        if (!isPrefix(prefix)) {
            throw new InvalidValueException("prefix_malformed", "a prefix has 3 digits");
        }
        if (sex == Sex.UNKNOWN) {
            throw new InvalidValueException("sex_unknown", "a number needs a known sex");
        }
        if (birthYear < FIRST_YEAR || birthYear > LAST_YEAR) {
            throw new InvalidValueException(
                    "birth_year_out_of_range", "the year of birth is from 1900 to 2399");
        }
        int centuryAndSex = (birthYear - FIRST_YEAR) / 100 * 2 + (sex == Sex.FEMALE ? 1 : 0);
        return new Bucket(Integer.parseInt(prefix) * 1_000 + centuryAndSex * 100 + birthYear % 100);
    }

    /** The bucket in which a number lies, whoever issued it and under whichever profile. */
    public static Bucket containing(PersonalIdNumber number) {
        return new Bucket(Integer.parseInt(number.digits(), 0, 6, 10));
    }

    private static boolean isPrefix(String text) {
        return text.length() == 3
                && text.chars().allMatch(character -> character >= '0' && character <= '9');
    }

    /** The three digits of the province or country of birth registration. */
    public String prefix() {
        return digits().substring(0, 3);
    }

    public Sex sex() {
        return fixedDigits / 100 % 2 == 0 ? Sex.MALE : Sex.FEMALE;
    }

    public int birthYear() {
        return FIRST_YEAR + fixedDigits / 100 % 10 / 2 * 100 + fixedDigits % 100;
    }

    /** The six fixed digits as they stand in a number. */
    public String digits() {
        return paddedTo(6, fixedDigits);
    }

    /** The number of this bucket whose last six digits these are. */
    public PersonalIdNumber numberWith(int randomDigits) {
        if (randomDigits < 0 || randomDigits >= PLACES) {
            throw new InvalidValueException("random_digits_malformed", "six random digits");
        }
        return new PersonalIdNumber(paddedTo(12, (long) fixedDigits * PLACES + randomDigits));
    }

    private static String paddedTo(int length, long value) {
        String digits = Long.toString(value);
        return "0".repeat(length - digits.length()) + digits;
    }

    @Override
    public int compareTo(Bucket other) {
        return Integer.compare(fixedDigits, other.fixedDigits);
    }
}
