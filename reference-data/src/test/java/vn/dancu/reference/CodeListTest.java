package vn.dancu.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CodeListTest {

    @Test
    void ethnicGroupsAre54WithForeignersAndNotKnownBesides() {
        CodeList groups = CodeList.ethnicGroups();
        assertThat(groups.codes()).hasSize(56).contains("55", "99");
        assertThat(IntStream.rangeClosed(1, 54).mapToObj(Integer::toString))
                .allMatch(groups::contains);
        assertThat(groups.name("1")).contains("Kinh");
        assertThat(groups.name("54")).contains("Rơ măm");
    }

    @Test
    void theTwoDigitFormOfAnEthnicGroupIsTheSameGroup() {
        CodeList groups = CodeList.ethnicGroups();
        assertThat(groups.canonical("01")).contains("1");
        assertThat(groups.canonical("1")).contains("1");
        assertThat(groups.canonical("00")).isEmpty();
        assertThat(groups.canonical("56")).isEmpty();
        assertThat(groups.canonical("001")).isEmpty();
        assertThat(groups.canonical("")).isEmpty();
    }

    @Test
    void bloodGroupsKeepTheirTwoDigits() {
        assertThat(CodeList.bloodGroups().canonical("1")).isEmpty();
        assertThat(CodeList.bloodGroups().name("03")).contains("AB");
    }

    @Test
    void theOtherListsHaveTheSizesOfTheirSources() {
        assertThat(CodeList.religions().codes()).hasSize(15);
        assertThat(CodeList.sexes().codes()).containsExactly("0", "1", "2");
        assertThat(CodeList.maritalStatuses().codes()).containsExactly("0", "1", "2", "3");
        assertThat(CodeList.nationalities().codes())
                .contains(Locale.getISOCountries())
                .hasSize(Locale.getISOCountries().length + 2)
                .contains(CodeList.STATELESS, "XX");
        assertThat(CodeList.relationships().name("01")).contains("Chủ hộ");
    }

    @Test
    void eachOf63PrefixesStandsForOneProvinceOfTheLaunchEra() {
        NumberPrefixes prefixes = NumberPrefixes.launchEra();
        AdministrativeUnits units = AdministrativeUnits.launchEra();
        assertThat(prefixes.prefixes()).hasSize(63);
        assertThat(units.provinces())
                .allSatisfy(
                        province -> {
                            String prefix = prefixes.prefixOf(province.code()).orElseThrow();
                            // Found to hold for all 63 codes of the annex.
                            assertThat(prefix).isEqualTo("0" + province.code());
                            assertThat(prefixes.provinceOf(prefix)).contains(province.code());
                        });
        assertThat(prefixes.provinceOf("003")).isEmpty();
    }
}
