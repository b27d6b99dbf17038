package vn.dancu.population.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.dancu.population.search.SearchCriteria.Units;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.Succession;
import vn.dancu.reference.Succession.Share;
import vn.dancu.reference.UnitHistory;
import vn.dancu.reference.UnitVersion;

/**
 * Until 2025: province 02 (district 020: communes 00201, 00202) and province 08. From 1 July 2025:
 * 02 is merged into 08, there are no districts, 00201 becomes 90001, 00202 gives a part to it and
 * goes on under its code.
 */
class UnitWritingsTest {
    private static final LocalDate REFORM = LocalDate.of(2025, 7, 1);

    private static final UnitHistory HISTORY =
            UnitHistory.of(
                    List.of(
                            version("02", null, UnitVersion.ALWAYS, REFORM),
                            version("020", "02", UnitVersion.ALWAYS, REFORM),
                            version("00201", "020", UnitVersion.ALWAYS, REFORM),
                            version("00202", "020", UnitVersion.ALWAYS, REFORM),
                            version("08", null, UnitVersion.ALWAYS, UnitVersion.STILL),
                            version("90001", "08", REFORM, UnitVersion.STILL),
                            version("00202", "08", REFORM, UnitVersion.STILL)),
                    List.of(
                            new Succession("02", "08", REFORM, Share.WHOLE),
                            new Succession("00201", "90001", REFORM, Share.WHOLE),
                            new Succession("00202", "90001", REFORM, Share.PART)));

    private static UnitVersion version(
            String code, @Nullable String parent, LocalDate from, LocalDate to) {
        return new UnitVersion(new AdministrativeUnit(code, "Xã", "Tên " + code, parent), from, to);
    }

    @Test
    void unitStandsOnRecordAsItAndThoseItFollowedWereWritten() {
        assertThat(UnitWritings.of(new Units("08", null, null), HISTORY).prefixes())
                .containsExactly("08", "02");
        assertThat(UnitWritings.of(new Units("08", null, "90001"), HISTORY).prefixes())
                .containsExactly("0890001", "0202000201");
        assertThat(UnitWritings.of(new Units("08", null, "00202"), HISTORY).prefixes())
                .containsExactly("0800202", "0202000202");
    }

    @Test
    void communeWithoutDistrictIsNotInADistrictOfItsFirstDigits() {
        UnitWritings district = new UnitWritings(List.of("08002"));
        assertThat(district.hold("08002")).isTrue();
        assertThat(district.hold("0800200001")).isTrue();
        assertThat(district.hold("0800202")).isFalse();
        assertThat(district.hold(null)).isFalse();
    }

    @Test
    void unitsThatFollowedTooManyAreBounded() {
        List<UnitVersion> versions = new ArrayList<>();
        List<Succession> successions = new ArrayList<>();
        versions.add(version("08", null, UnitVersion.ALWAYS, UnitVersion.STILL));
        versions.add(version("90001", "08", REFORM, UnitVersion.STILL));
        for (int i = 0; i < 300; i++) {
            String code = "%05d".formatted(i);
            versions.add(version(code, "08", UnitVersion.ALWAYS, REFORM));
            successions.add(new Succession(code, "90001", REFORM, Share.WHOLE));
        }
        UnitHistory history = UnitHistory.of(versions, successions);
        assertThat(UnitWritings.of(new Units("08", null, "90001"), history).prefixes())
                .hasSize(UnitWritings.MOST);
    }
}
