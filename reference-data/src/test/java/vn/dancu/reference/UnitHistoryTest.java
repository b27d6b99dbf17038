package vn.dancu.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.dancu.reference.AdministrativeUnits.PathCheck;
import vn.dancu.reference.Succession.Share;

/**
 * A small country. Until 2025: province 02 (districts 020: communes 00201, 00202, 00203; 021:
 * 00211) and province 08 (district 080: 00801, 00802). From 1 July 2025: 02 is merged into 08,
 * there are no districts; 00201 and 00202 become 90001; 00203 is split into 90002 and 90003; 00211
 * keeps its code and moves; 00801 is renamed; 00802 gives a part to 90003 and goes on; code 02 is
 * free and comes back on 1 January 2026 for a new province, split off with 90003.
 */
class UnitHistoryTest {
    private static final LocalDate REFORM = LocalDate.of(2025, 7, 1);
    private static final LocalDate NEW_PROVINCE = LocalDate.of(2026, 1, 1);
    private static final LocalDate BEFORE = LocalDate.of(2021, 2, 26);
    private static final LocalDate AFTER = LocalDate.of(2025, 12, 1);
    private static final LocalDate LATE = LocalDate.of(2026, 6, 1);

    private static final UnitHistory HISTORY =
            UnitHistory.of(
                    List.of(
                            old("02", null),
                            old("020", "02"),
                            old("021", "02"),
                            old("00201", "020"),
                            old("00202", "020"),
                            old("00203", "020"),
                            old("00211", "021"),
                            old("080", "08"),
                            old("00801", "080"),
                            old("00802", "080"),
                            version("08", null, UnitVersion.ALWAYS, UnitVersion.STILL),
                            version("90001", "08", REFORM, UnitVersion.STILL),
                            version("90002", "08", REFORM, UnitVersion.STILL),
                            version("90003", "08", REFORM, NEW_PROVINCE),
                            version("00211", "08", REFORM, UnitVersion.STILL),
                            version("00801", "08", REFORM, UnitVersion.STILL),
                            version("00802", "08", REFORM, UnitVersion.STILL),
                            version("02", null, NEW_PROVINCE, UnitVersion.STILL),
                            version("90003", "02", NEW_PROVINCE, UnitVersion.STILL)),
                    List.of(
                            whole("02", "08"),
                            whole("00201", "90001"),
                            whole("00202", "90001"),
                            part("00203", "90002"),
                            part("00203", "90003"),
                            part("00802", "00802"),
                            part("00802", "90003")));

    private static UnitVersion version(
            String code, @Nullable String parent, LocalDate from, LocalDate to) {
        return new UnitVersion(new AdministrativeUnit(code, "Xã", "Tên " + code, parent), from, to);
    }

    private static UnitVersion old(String code, @Nullable String parent) {
        return version(code, parent, UnitVersion.ALWAYS, REFORM);
    }

    private static Succession whole(String from, String to) {
        return new Succession(from, to, REFORM, Share.WHOLE);
    }

    private static Succession part(String from, String to) {
        return new Succession(from, to, REFORM, Share.PART);
    }

    private static final Standing UNDECIDED = new Standing(HISTORY, Map.of());

    @Test
    void twoVersionsOfACodeCannotOverlap() {
        List<UnitVersion> twice =
                List.of(
                        old("01", null),
                        version("01", null, REFORM.minusDays(1), UnitVersion.STILL));
        assertThatThrownBy(() -> UnitHistory.of(twice, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void launchEraHoldsAtAllTimes() {
        UnitHistory launch = UnitHistory.launchEra();
        LocalDate day = LocalDate.of(1985, 1, 1);
        assertThat(launch.check("01", "001", "00001", day, day)).isEqualTo(PathCheck.FITS);
        assertThat(launch.at(day).all()).hasSize(63 + 705 + 10_599);
        assertThat(launch.codes().subList(0, 2)).containsExactly("01", "02");
    }

    @ParameterizedTest
    @CsvSource({
        "02, 020, 00201, 2021-02-26, FITS",
        "02, 020, 00201, 2025-06-30, FITS",
        "02, 020, 00201, 2025-07-01, UNKNOWN_PROVINCE",
        "02, 020, , 2026-01-01, UNKNOWN_DISTRICT",
        "08, , 90001, 2025-07-01, FITS",
        "08, , 90001, 2025-06-30, UNKNOWN_COMMUNE",
        "08, , 00802, 2025-06-30, DISTRICT_MISSING",
        "08, , 00802, 2025-07-01, FITS",
        "08, 080, 00801, 2025-07-01, UNKNOWN_DISTRICT",
        "08, 020, 00201, 2021-02-26, DISTRICT_NOT_IN_PROVINCE",
        "02, 021, 00201, 2021-02-26, COMMUNE_NOT_IN_DISTRICT",
        "02, , 90003, 2025-12-31, UNKNOWN_PROVINCE",
        "02, , 90003, 2026-01-01, FITS",
        "08, , 90003, 2026-01-01, COMMUNE_NOT_IN_DISTRICT"
    })
    void placeIsRightOnTheDaysOnWhichItsUnitsStood(
            String province,
            @Nullable String district,
            @Nullable String commune,
            LocalDate day,
            PathCheck expected) {
        assertThat(HISTORY.check(province, district, commune, day, day)).isEqualTo(expected);
    }

    @Test
    void spanOfDaysIsEnoughIfOneOfThemFits() {
        assertThat(HISTORY.check("02", "020", "00201", BEFORE, LATE)).isEqualTo(PathCheck.FITS);
        // Each existed within the span, and yet never at once.
        assertThat(HISTORY.check("02", null, "90001", BEFORE, LATE))
                .isEqualTo(PathCheck.COMMUNE_NOT_IN_DISTRICT);
        assertThat(HISTORY.existed("00201", BEFORE, LATE)).isTrue();
        assertThat(HISTORY.existed("00201", REFORM, LATE)).isFalse();
    }

    @Test
    void placeIsDatedByTheLastDayOnWhichItFitted() {
        assertThat(HISTORY.lastFit("02", "020", "00201", LATE)).contains(REFORM.minusDays(1));
        assertThat(HISTORY.lastFit("08", null, "90003", LATE)).contains(NEW_PROVINCE.minusDays(1));
        assertThat(HISTORY.lastFit("08", null, "90001", LATE)).contains(LATE);
        assertThat(HISTORY.lastFit("08", "020", "00201", LATE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "00201, 90001", // merged
        "00203, ''", // split, nobody has decided
        "00802, 00802", // gave away a part and goes on
        "00211, 00211", // moved
        "00801, 00801", // renamed
        "020, 90001", // a district without successor: what is certain of its communes
        "021, 00211",
        "080, 00801 00802",
        "02, 08", // merged; its code is free
        "77, ''"
    })
    void territoryFollowsWhatIsCertain(String territory, String units) {
        assertThat(UNDECIDED.of(territory, AFTER))
                .containsExactlyInAnyOrderElementsOf(
                        units.isEmpty() ? List.of() : List.of(units.split(" ")));
    }

    @Test
    void reusedCodeMeansTheUnitOfToday() {
        assertThat(UNDECIDED.of("02", LATE)).containsExactly("02");
    }

    @ParameterizedTest
    @CsvSource({
        // As before the reform: containment.
        "02, 02, 020, 00201, 2021-02-26, true",
        "020, 02, 020, 00203, 2021-02-26, true",
        "00201, 02, 020, 00202, 2021-02-26, false",
        "08, 02, 020, 00201, 2021-02-26, false",
        // An address as it was written lies where its unit went.
        "08, 02, 020, 00201, 2025-12-01, true",
        "90001, 02, 020, 00201, 2025-12-01, true",
        "90002, 02, 020, 00201, 2025-12-01, false",
        "08, 02, 021, 00211, 2025-12-01, true",
        "00211, 02, 021, 00211, 2025-12-01, true",
        // Officers of a merged unit have all of its successor.
        "00201, 08, , 90001, 2025-12-01, true",
        "00201, 02, 020, 00202, 2025-12-01, true",
        "00201, 08, , 90002, 2025-12-01, false",
        // A split one waits; whoever has all of its parts, or had it before, has its addresses.
        "90002, 02, 020, 00203, 2025-12-01, false",
        "08, 02, 020, 00203, 2025-12-01, true",
        "00203, 02, 020, 00203, 2025-12-01, true",
        "00203, 08, , 90002, 2025-12-01, false",
        // A part given away: what was written stays.
        "00802, 08, 080, 00802, 2025-12-01, true",
        "90003, 08, 080, 00802, 2025-12-01, false",
        // When the new province takes the code, 00203 lies in two provinces.
        "02, 08, , 90003, 2026-06-01, true",
        "08, 08, , 90003, 2026-06-01, false",
        "08, 02, 020, 00203, 2026-06-01, false",
        "02, 02, 020, 00201, 2026-06-01, false",
        "08, 02, 020, 00201, 2026-06-01, true",
        // Places above, and places that never fitted.
        "08, 02, 020, , 2025-12-01, true",
        "08, 02, , , 2025-12-01, true",
        "00201, 02, 020, , 2025-12-01, false",
        "08, 08, 020, 00201, 2025-12-01, true",
        "02, , , , 2025-12-01, false"
    })
    void placeLiesWhereItsUnitsStandToday(
            String territory,
            @Nullable String province,
            @Nullable String district,
            @Nullable String commune,
            LocalDate today,
            boolean inside) {
        assertThat(UNDECIDED.covers(territory, province, district, commune, today))
                .isEqualTo(inside);
    }

    @Test
    void decisionGivesTheOfficersOfASplitUnitTheirPart() {
        Standing decided =
                new Standing(HISTORY, Map.of(new Standing.Ended("00203", REFORM), Set.of("90002")));

        assertThat(decided.of("00203", AFTER)).containsExactly("90002");
        assertThat(decided.covers("90002", "02", "020", "00203", AFTER)).isTrue();
        assertThat(decided.covers("00203", "08", null, "90002", AFTER)).isTrue();
        assertThat(decided.covers("00203", "08", null, "90003", AFTER)).isFalse();
        assertThat(decided.of("020", AFTER)).containsExactlyInAnyOrder("90001", "90002");
    }

    @Test
    void endedProvinceHasNoPlaceThatADecisionGaveToAnother() {
        UnitHistory split =
                UnitHistory.of(
                        List.of(
                                old("10", null),
                                old("100", "10"),
                                old("10001", "100"),
                                old("10002", "100"),
                                version("11", null, REFORM, UnitVersion.STILL),
                                version("12", null, REFORM, UnitVersion.STILL),
                                version("10001", "11", REFORM, UnitVersion.STILL),
                                version("10002", "12", REFORM, UnitVersion.STILL)),
                        List.of(part("10", "11"), part("10", "12")));
        Standing undecided = new Standing(split, Map.of());
        assertThat(undecided.covers("10", "10", "100", "10001", AFTER)).isTrue();
        assertThat(undecided.covers("10", "10", "100", "10002", AFTER)).isTrue();
        Standing decided =
                new Standing(split, Map.of(new Standing.Ended("10", REFORM), Set.of("11")));
        assertThat(decided.covers("10", "10", "100", "10001", AFTER)).isTrue();
        assertThat(decided.covers("10", "10", "100", "10002", AFTER)).isFalse();
    }

    @Test
    void withoutChangesTerritoriesAreContainment() {
        AdministrativeUnits units = AdministrativeUnits.launchEra();
        Standing standing = new Standing(UnitHistory.of(units), Map.of());
        for (AdministrativeUnit unit : units.all()) {
            if (unit.isCommune()) {
                List<String> path = units.pathOf(unit.code());
                for (String above : path) {
                    assertThat(standing.covers(above, path.get(0), path.get(1), path.get(2), AFTER))
                            .isTrue();
                }
                String other = unit.code().equals("00001") ? "00004" : "00001";
                assertThat(standing.covers(other, path.get(0), path.get(1), path.get(2), AFTER))
                        .isFalse();
            }
        }
    }

    @Test
    void codeListsHaveTheirPeriodsToo() {
        CodeListHistory list =
                CodeListHistory.of(
                        List.of(
                                item("1", "Kinh", UnitVersion.ALWAYS, UnitVersion.STILL),
                                item("2", "Cũ", UnitVersion.ALWAYS, REFORM),
                                item("2", "Mới", REFORM, UnitVersion.STILL),
                                item("3", "Sau", REFORM, UnitVersion.STILL)),
                        true);

        assertThat(list.canonical("01", BEFORE)).isEqualTo("1");
        assertThat(list.canonical("03", BEFORE)).isNull();
        assertThat(list.canonical("03", REFORM)).isEqualTo("3");
        assertThat(list.at(BEFORE).name("2")).contains("Cũ");
        assertThat(list.at(REFORM).name("2")).contains("Mới");
        assertThat(list.at(BEFORE).codes()).containsExactly("1", "2");
        assertThat(CodeListHistory.of(CodeList.nationalities()).contains("XA", BEFORE)).isTrue();
    }

    private static CodeListHistory.Item item(
            String code, String name, LocalDate from, LocalDate to) {
        return new CodeListHistory.Item(code, name, from, to);
    }
}
