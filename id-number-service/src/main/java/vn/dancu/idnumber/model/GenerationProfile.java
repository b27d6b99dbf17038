package vn.dancu.idnumber.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/**
 * What the digits of a number mean under one law. It makes new numbers and reads old ones; it is no
 * gate: a number that no profile reads is valid and opaque.
 *
 * @param id stable name
 * @param law where it stands
 * @param layout what each of the twelve digits is: {@code P} place of birth registration, {@code G}
 *     century and sex, {@code Y} year of birth, {@code R} random
 * @param centuries the digit for each century and sex; empty where the layout has no {@code G}
 */
public record GenerationProfile(String id, String law, String layout, List<Century> centuries) {
    /** The layout whose first six digits are a bucket and whose last six are drawn from it. */
    private static final String BUCKETED = "PPPGYYRRRRRR";

    private static final int YEARS = 100;

    /** Decree 137/2015 Art 13; the digits are part III of Circular 59/2021. */
    public static final GenerationProfile DECREE_137 =
            new GenerationProfile(
                    "decree-137-2015",
                    "Decree 137/2015 Art 13",
                    BUCKETED,
                    List.of(
                            new Century(1900, 0, 1),
                            new Century(2000, 2, 3),
                            new Century(2100, 4, 5),
                            new Century(2200, 6, 7),
                            new Century(2300, 8, 9)));

    /**
     * @param from first year
     * @param male digit of men
     * @param female digit of women
     */
    public record Century(int from, int male, int female) {
        public Century {
            boolean digits = male >= 0 && male <= 9 && female >= 0 && female <= 9;
            if (from % YEARS != 0 || !digits || male == female) {
                throw new IllegalArgumentException("a century has a first year and two digits");
            }
        }

        private int digit(Sex sex) {
            return sex == Sex.FEMALE ? female : male;
        }
    }

    /**
     * What a number says under a profile.
     *
     * @param prefix the three digits of the place of birth registration
     */
    public record Reading(String prefix, Sex sex, int birthYear) {}

    public GenerationProfile {
        centuries = List.copyOf(centuries);
        if (!id.matches("[a-z0-9][a-z0-9.-]{0,49}")) {
            throw new IllegalArgumentException("the id of a profile has small letters and digits");
        }
        if (!layout.matches("(?=.{12}$)(PPPGYY)?R+")) {
            throw new IllegalArgumentException("a layout is PPPGYYRRRRRR or twelve times R");
        }
        if (layout.startsWith("P") == centuries.isEmpty()) {
            throw new IllegalArgumentException("the digit G needs its table of centuries");
        }
        long digits =
                centuries.stream()
                        .flatMap(c -> java.util.stream.Stream.of(c.male(), c.female()))
                        .distinct()
                        .count();
        if (digits != 2L * centuries.size()) {
            throw new IllegalArgumentException("each century and sex has a digit of its own");
        }
    }

    /** Whether numbers can be drawn by it: whether its first six digits name a bucket. */
    public boolean isGenerating() {
        return layout.equals(BUCKETED);
    }

    /**
     * The bucket for a person born in that year with that sex, registered under that prefix.
     *
     * @throws InvalidValueException {@code prefix_malformed}, {@code sex_unknown} or {@code
     *     birth_year_out_of_range}: no digit is guessed
     */
    public Bucket bucket(String prefix, Sex sex, int birthYear) {
        if (!isGenerating()) {
            throw new IllegalStateException("no numbers are drawn by profile " + id);
        }
        if (prefix.length() != 3 || !prefix.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new InvalidValueException("prefix_malformed", "a prefix has 3 digits");
        }
        if (sex == Sex.UNKNOWN) {
            throw new InvalidValueException("sex_unknown", "a number needs a known sex");
        }
        Century century =
                centuries.stream()
                        .filter(c -> birthYear >= c.from() && birthYear < c.from() + YEARS)
                        .findFirst()
                        .orElseThrow(this::outOfRange);
        return new Bucket(
                Integer.parseInt(prefix) * 1_000 + century.digit(sex) * YEARS + birthYear % YEARS);
    }

    private InvalidValueException outOfRange() {
        int first = centuries.stream().mapToInt(Century::from).min().orElseThrow();
        int last = centuries.stream().mapToInt(Century::from).max().orElseThrow() + YEARS - 1;
        return new InvalidValueException(
                "birth_year_out_of_range", "the year of birth is from " + first + " to " + last);
    }

    /** What the first six digits say; nothing where the profile gives them no meaning. */
    public Optional<Reading> read(PersonalIdNumber number) {
        if (!isGenerating()) {
            return Optional.empty();
        }
        int digit = number.digits().charAt(3) - '0';
        int year = Integer.parseInt(number.digits(), 4, 6, 10);
        return centuries.stream()
                .filter(c -> c.male() == digit || c.female() == digit)
                .min(Comparator.comparingInt(Century::from))
                .map(
                        century ->
                                new Reading(
                                        number.digits().substring(0, 3),
                                        century.male() == digit ? Sex.MALE : Sex.FEMALE,
                                        century.from() + year));
    }
}
