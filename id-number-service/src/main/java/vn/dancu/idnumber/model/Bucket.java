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

    public Bucket {
        if (fixedDigits < 0 || fixedDigits >= 1_000_000) {
            throw new InvalidValueException("bucket_malformed", "a bucket has six fixed digits");
        }
    }

    /**
     * The bucket, by Decree 137/2015, for a person born in that year with that sex, registered
     * under that prefix.
     *
     * @throws InvalidValueException {@code prefix_malformed}, {@code sex_unknown} or {@code
     *     birth_year_out_of_range}: no digit is guessed
     */
    public static Bucket of(String prefix, Sex sex, int birthYear) {
        return GenerationProfile.DECREE_137.bucket(prefix, sex, birthYear);
    }

    /** The bucket in which a number lies, whoever issued it and under whichever profile. */
    public static Bucket containing(PersonalIdNumber number) {
        return new Bucket(Integer.parseInt(number.digits(), 0, 6, 10));
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
