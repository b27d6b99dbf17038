package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Law 59/2014 Art 19 and 21. */
class ExpiryTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # born,       issued,      valid until (or none)
                    1998-03-15,   2012-03-15,  2023-03-15
                    1998-03-15,   2021-03-14,  2023-03-15
                    1998-03-15,   2021-03-15,  2038-03-15
                    1998-03-15,   2021-03-16,  2038-03-15
                    1998-03-15,   2023-03-14,  2038-03-15
                    1998-03-15,   2023-03-15,  2038-03-15
                    1998-03-15,   2036-03-14,  2038-03-15
                    1998-03-15,   2036-03-15,  2058-03-15
                    1998-03-15,   2038-03-15,  2058-03-15
                    1998-03-15,   2056-03-14,  2058-03-15
                    1998-03-15,   2056-03-15,
                    1998-03-15,   2058-03-15,
                    1998-03-15,   2090-01-01,
                    # born on 29 February: the birthday is 28 February in common years
                    2000-02-29,   2020-12-31,  2025-02-28
                    2000-02-29,   2023-02-27,  2025-02-28
                    2000-02-29,   2023-02-28,  2040-02-29
                    """)
    void cardsAreValidToTheNextMilestone(LocalDate birth, LocalDate issued, LocalDate expiry) {
        assertThat(Expiry.of(birth, issued)).isEqualTo(Optional.ofNullable(expiry));
    }

    static Stream<LocalDate> birthdays() {
        return Stream.of(
                LocalDate.of(1960, 1, 1),
                LocalDate.of(1987, 12, 31),
                LocalDate.of(2000, 2, 29),
                LocalDate.of(2004, 2, 28));
    }

    /** The rule said another way, for each day from birth to the 70th year. */
    @ParameterizedTest
    @MethodSource("birthdays")
    void dayByDayTheExpiryIsTheNearestMilestoneMoreThanTwoYearsAhead(LocalDate birth) {
        LocalDate day = birth;
        while (day.isBefore(birth.plusYears(70))) {
            LocalDate issued = day;
            Optional<LocalDate> expected =
                    Stream.of(14, 25, 40, 60)
                            .map(birth::plusYears)
                            .filter(milestone -> milestone.minusYears(2).isAfter(issued))
                            .findFirst();
            assertThat(Expiry.of(birth, issued)).as("issued %s", issued).isEqualTo(expected);
            day = day.plusDays(1);
        }
    }

    /** Each day around each age that matters, by the law of the day. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # born,     day before the law changed
                    2010-07-02, 2024-06-30
                    2010-06-30, 2024-06-30
                    2012-01-01, 2024-06-30
                    2009-02-28, 2024-06-30
                    """)
    void untilJuly2024FourteenIsTheLeastAgeAndFromThenOnThereIsNone(
            LocalDate birth, LocalDate last) {
        LocalDate fourteen = birth.plusYears(14);
        for (LocalDate day = birth.plusYears(13);
                day.isBefore(birth.plusYears(16));
                day = day.plusDays(1)) {
            boolean under2014 = !day.isAfter(last);
            boolean expected = !under2014 || !day.isBefore(fourteen);
            assertThat(Expiry.hasReached(LegalProfile.on(day).minimumAge(), birth, day))
                    .as("on %s", day)
                    .isEqualTo(expected);
            assertThat(Expiry.isOnRequest(birth, day))
                    .as("on request on %s", day)
                    .isEqualTo(day.isBefore(fourteen));
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # born,     issued,     valid until: a child's card ends at 14 (2023 Art 21)
                    2015-05-05, 2024-07-01, 2029-05-05
                    2015-05-05, 2027-05-04, 2029-05-05
                    2015-05-05, 2027-05-05, 2040-05-05
                    2015-05-05, 2029-05-04, 2040-05-05
                    """)
    void aCardOfAChildEndsAtFourteenUnlessItIsIssuedInTheTwoYearsBefore(
            LocalDate birth, LocalDate issued, LocalDate expiry) {
        assertThat(Expiry.of(birth, issued)).contains(expiry);
    }

    @Test
    void fourteenIsReachedOnTheBirthday() {
        LocalDate birth = LocalDate.of(2007, 6, 30);
        assertThat(Expiry.hasReached(14, birth, LocalDate.of(2021, 6, 29))).isFalse();
        assertThat(Expiry.hasReached(14, birth, LocalDate.of(2021, 6, 30))).isTrue();
    }
}
