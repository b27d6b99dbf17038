package vn.dancu.card.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.dancu.reference.AdministrativeUnits;

class PlaceNamesTest {
    private final PlaceNames places = new PlaceNames(AdministrativeUnits.launchEra());

    @Test
    void aPlaceIsWrittenFromTheSmallestPartToTheProvince() {
        assertThat(text("01", "001", "00001", "Số 5 ngõ 12"))
                .isEqualTo("Số 5 ngõ 12, Phúc Xá, Ba Đình, Hà Nội");
        assertThat(text("01", "001", null, null)).isEqualTo("Ba Đình, Hà Nội");
        assertThat(text("01", null, null, null)).isEqualTo("Hà Nội");
    }

    @Test
    void aUnitThatIsOnlyNumberedKeepsItsType() {
        assertThat(text("79", "764", "26872", null)).isEqualTo("Phường 13, Gò Vấp, Hồ Chí Minh");
    }

    private String text(
            String province,
            @Nullable String district,
            @Nullable String commune,
            @Nullable String detail) {
        return places.text(
                new Place(
                        province,
                        Optional.ofNullable(district),
                        Optional.ofNullable(commune),
                        Optional.ofNullable(detail)));
    }
}
