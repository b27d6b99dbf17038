package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

class EligibilityTest {
    private static final LocalDate DAY = LocalDate.of(2021, 3, 1);

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # number,     born,        sex,     nationality, places, alive, broken
                    079198000123, 1998-03-15,  FEMALE,  VN,          true,   true,  ''
                    079198000123, 1998-03-15,  FEMALE,  VN,          true,   false, ALIVE
                    ,             1998-03-15,  FEMALE,  VN,          true,   true,  NUMBERED
                    079198000123, 1998-03-15,  FEMALE,  LA,          true,   true,  VIETNAMESE
                    079198000123, 1998-03,     FEMALE,  VN,          true,   true,  BIRTH_DATE_EXACT
                    079198000123, 1998,        FEMALE,  VN,          true,   true,  BIRTH_DATE_EXACT
                    079198000123, 1998-03-15,  UNKNOWN, VN,          true,   true,  SEX_KNOWN
                    079198000123, 1998-03-15,  FEMALE,  VN,          false,  true,  PLACES_KNOWN
                    079198000123, 2007-03-01,  FEMALE,  VN,          true,   true,  ''
                    079198000123, 2007-03-02,  FEMALE,  VN,          true,   true,  OLD_ENOUGH
                    ,             2019-03-02,  FEMALE,  LA,          true,   false, 'ALIVE NUMBERED VIETNAMESE OLD_ENOUGH'
                    """)
    void allBrokenRulesAreNamedAtOnce(
            String number,
            String born,
            Sex sex,
            String nationality,
            boolean places,
            boolean alive,
            String broken) {
        Optional<Place> place =
                places
                        ? Optional.of(
                                new Place(
                                        "01", Optional.empty(), Optional.empty(), Optional.empty()))
                        : Optional.empty();
        RegisteredPerson person =
                new RegisteredPerson(
                        new UUID(1, 1),
                        1,
                        Optional.ofNullable(number).map(PersonalIdNumber::new),
                        Optional.empty(),
                        new PersonName("Trần Thị Được"),
                        PartialDate.parse(born),
                        sex,
                        nationality,
                        place,
                        place,
                        alive,
                        !alive,
                        Optional.empty(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        RegisteredPersons.NO_LINES);

        assertThat(Eligibility.broken(person, DAY).stream().map(Enum::name))
                .containsExactlyInAnyOrder(
                        broken.isEmpty() ? new String[0] : broken.split(" ", -1));
    }
}
