package vn.dancu.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdministrativeUnitsTest {
    private static final AdministrativeUnits UNITS = AdministrativeUnits.launchEra();

    @Test
    void theLaunchEraHas63Provinces705DistrictsAnd10599Communes() {
        assertThat(UNITS.provinces()).hasSize(63);
        assertThat(districts()).hasSize(705);
        assertThat(communes()).hasSize(10_599);
    }

    @Test
    void aUnitIsFoundByItsCodeWithItsParent() {
        AdministrativeUnit commune = UNITS.byCode("00001").orElseThrow();
        assertThat(commune.nameWithType()).isEqualTo("Phường Phúc Xá");
        assertThat(commune.parent()).contains("001");
        assertThat(UNITS.pathOf("00001")).containsExactly("01", "001", "00001");
        assertThat(UNITS.pathOf("99999")).isEmpty();
    }

    @Test
    void everyNameIsComposedAndTidyAndEveryTypeIsKnown() {
        assertThat(all())
                .allSatisfy(
                        unit -> {
                            String name = unit.nameWithType();
                            assertThat(Normalizer.isNormalized(name, Normalizer.Form.NFC)).isTrue();
                            assertThat(name).isEqualTo(name.strip()).doesNotContain("  ");
                            assertThat(unit.type())
                                    .isIn(
                                            List.of(
                                                    "Tỉnh",
                                                    "Thành phố",
                                                    "Quận",
                                                    "Huyện",
                                                    "Thị xã",
                                                    "Phường",
                                                    "Xã",
                                                    "Thị trấn"));
                        });
    }

    @Test
    void everyCommuneFitsItsOwnDistrictAndProvince() {
        assertThat(communes())
                .allSatisfy(
                        commune -> {
                            List<String> path = UNITS.pathOf(commune.code());
                            assertThat(UNITS.check(path.get(0), path.get(1), path.get(2)))
                                    .isEqualTo(AdministrativeUnits.PathCheck.FITS);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "01, , , FITS",
        "01, 001, , FITS",
        "01, 001, 00001, FITS",
        "03, , , UNKNOWN_PROVINCE",
        "001, , , UNKNOWN_PROVINCE",
        "01, 999, 00001, UNKNOWN_DISTRICT",
        "01, 00001, 00001, UNKNOWN_DISTRICT",
        "01, , 00001, DISTRICT_MISSING",
        "02, 001, 00001, DISTRICT_NOT_IN_PROVINCE",
        "01, 001, 99999, UNKNOWN_COMMUNE",
        "01, 001, 001, UNKNOWN_COMMUNE",
        "01, 002, 00001, COMMUNE_NOT_IN_DISTRICT"
    })
    void aPlaceIsCheckedLevelByLevel(
            String province,
            String district,
            String commune,
            AdministrativeUnits.PathCheck expected) {
        assertThat(UNITS.check(province, district, commune)).isEqualTo(expected);
    }

    @Test
    void fiveIslandDistrictsHaveNoCommunes() {
        assertThat(districts().filter(unit -> UNITS.childrenOf(unit.code()).isEmpty()))
                .extracting(AdministrativeUnit::name)
                .containsExactlyInAnyOrder(
                        "Bạch Long Vĩ", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn", "Côn Đảo");
    }

    private static Stream<AdministrativeUnit> districts() {
        return UNITS.provinces().stream().flatMap(unit -> UNITS.childrenOf(unit.code()).stream());
    }

    private static Stream<AdministrativeUnit> communes() {
        return districts().flatMap(unit -> UNITS.childrenOf(unit.code()).stream());
    }

    private static Stream<AdministrativeUnit> all() {
        return Stream.of(UNITS.provinces().stream(), districts(), communes()).flatMap(s -> s);
    }
}
