package vn.dancu.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerritoryTest {
    @ParameterizedTest
    @CsvSource({
        "VN, 01, 001, 00001, true",
        "VN, , , , true",
        "01, 01, 001, 00001, true",
        "01, 01, , , true",
        "01, 02, 001, 00001, false",
        "01, , , , false",
        "001, 01, 001, 00001, true",
        "001, 01, 002, 00001, false",
        "001, 01, , , false",
        "00001, 01, 001, 00001, true",
        "00001, 01, 001, 00004, false",
        "00001, 01, 001, , false",
        "'', 01, 001, 00001, false",
        "'', , , , false"
    })
    void coversExactlyWhatLiesInside(
            String code, String province, String district, String commune, boolean inside) {
        assertThat(new Territory(code).covers(province, district, commune)).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vn", "1", "0001", "ABC", "000001", " 01"})
    void otherFormsDoNotExist(String code) {
        assertThatThrownBy(() -> new Territory(code)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void absentClaimCoversNothing() {
        assertThat(Territory.ofClaim(null)).isEqualTo(Territory.NONE);
    }

    @ParameterizedTest
    @CsvSource({"VN, true, 0", "'', false, 0", "01, true, 1", "00001, true, 1"})
    void resolverIsAskedForUnitsOnly(String code, boolean inside, int questions) {
        AtomicInteger asked = new AtomicInteger();
        Territory followed =
                new Territory(code)
                        .resolvedBy(
                                (territory, province, district, commune) -> {
                                    assertThat(territory).isEqualTo(code);
                                    asked.incrementAndGet();
                                    return true;
                                });

        assertThat(followed.covers("96", null, null)).isEqualTo(inside);
        assertThat(asked).hasValue(questions);
        assertThat(followed).isEqualTo(new Territory(code)).hasToString(code);
    }
}
