package vn.dancu.sharing.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.AdministrativeUnitCode;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;

class ClaimTest {
    private static final JsonNode PLACE =
            read(
                    """
                    {"province": "01", "district": "001", "commune": "00001",
                     "detail": "Ngõ 5, phố Hoà Mã"}
                    """);
    private static final JsonNode FATHER =
            read("{\"name\": \"Nguyễn Văn Hoà\", \"number\": \"001057000001\"}");

    @ParameterizedTest
    @CsvSource({
        "01, ,    ,      ,                  true",
        "01, 001, 00001, ,                  true",
        "01, 001, 00001, NGÕ 5  PHỐ HÒA MÃ, false",
        "01, 002, ,      ,                  false",
        "79, ,    00001, ,                  false",
        "  , ,    00001, ,                  true",
        "  , ,    ,      ,                  false",
    })
    void aPlaceHoldsAsFarAsItIsClaimed(
            String province, String district, String commune, String detail, boolean holds) {
        var claim = new Claim.Place(unit(province), unit(district), unit(commune), detail);
        assertThat(claim.holds(PLACE)).isEqualTo(holds);
    }

    @Test
    void textIsComparedWithoutCaseTonePlacementAndNormalForm() {
        String claimed = Normalizer.normalize("NGÕ 5, PHỐ  HÒA MÃ", Normalizer.Form.NFD);
        assertThat(new Claim.Text(claimed).holds(PLACE.get("detail"))).isTrue();
        assertThat(new Claim.Text("Ngo 5, pho Hoa Ma").holds(PLACE.get("detail"))).isFalse();
    }

    @Test
    void aRelativeHoldsIfEverythingClaimedAgrees() {
        PersonName name = new PersonName("nguyễn văn hòa");
        PersonalIdNumber number = new PersonalIdNumber("001057000001");
        PersonalIdNumber other = new PersonalIdNumber("001057000002");
        assertThat(new Claim.Relative(name, null, null).holds(FATHER)).isTrue();
        assertThat(new Claim.Relative(name, number, null).holds(FATHER)).isTrue();
        assertThat(new Claim.Relative(name, other, null).holds(FATHER)).isFalse();
        assertThat(new Claim.Relative(name, null, "123456789").holds(FATHER)).isFalse();
        assertThat(new Claim.Relative(null, null, null).holds(FATHER)).isFalse();
    }

    @Test
    void aCodeIsEqualOrNotAndNeverHoldsForAnObject() {
        assertThat(new Claim.Code("2").holds(read("2"))).isTrue();
        assertThat(new Claim.Code("2").holds(read("\"2\""))).isTrue();
        assertThat(new Claim.Code("02").holds(read("2"))).isFalse();
        assertThat(new Claim.Code("").holds(PLACE)).isFalse();
    }

    @Test
    void whatTheRegisterDoesNotHaveHoldsNever() {
        assertThat(new Claim.Code("1").holds(null)).isFalse();
        assertThat(new Claim.Text("a").holds(null)).isFalse();
        assertThat(new Claim.Place(unit("01"), null, null, null).holds(null)).isFalse();
        assertThat(new Claim.Relative(new PersonName("A"), null, null).holds(null)).isFalse();
        assertThat(new Claim.Code("null").holds(read("null"))).isFalse();
    }

    @Test
    void noClaimPrintsWhatItClaims() {
        assertThat(new Claim.Relative(new PersonName("Nguyễn"), null, "123456789").toString())
                .doesNotContain("Nguyễn")
                .doesNotContain("123456789");
        assertThat(new Claim.Text("Hoà Mã").toString()).doesNotContain("Hoà");
    }

    private static @Nullable AdministrativeUnitCode unit(@Nullable String digits) {
        return digits == null ? null : new AdministrativeUnitCode(digits);
    }

    private static JsonNode read(String json) {
        return JsonMapper.shared().readTree(json);
    }
}
