package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.population.referencedata.ReferenceSnapshot;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.AdministrativeUnits;
import vn.dancu.reference.Standing;
import vn.dancu.reference.UnitHistory;
import vn.dancu.reference.UnitVersion;

/** On 1 June 2019 commune 00001 ends, and 99001 begins directly in its province. */
class CardPeriodsTest {
    private static final LocalDate CHANGE = LocalDate.of(2019, 6, 1);
    private static final CardRules RULES = new CardRules(snapshot());
    private final CardReader reader = new CardReader();

    private static ReferenceSnapshot snapshot() {
        List<UnitVersion> versions = new ArrayList<>();
        for (AdministrativeUnit unit : AdministrativeUnits.launchEra().all()) {
            versions.add(
                    new UnitVersion(
                            unit,
                            UnitVersion.ALWAYS,
                            unit.code().equals("00001") ? CHANGE : UnitVersion.STILL));
        }
        versions.add(
                new UnitVersion(
                        new AdministrativeUnit("99001", "Phường", "Mới", "01"),
                        CHANGE,
                        UnitVersion.STILL));
        UnitHistory units = UnitHistory.of(versions, List.of());
        return new ReferenceSnapshot(
                2, units, new Standing(units, Map.of()), ReferenceSnapshot.launchEra().lists());
    }

    private Card read(ObjectNode line) {
        byte[] bytes = Cards.bytes(line);
        Card card = reader.read(bytes, 0, bytes.length);
        RULES.check(card, LocalDate.of(2021, 2, 26));
        return card;
    }

    private static ObjectNode collected(String day) {
        ObjectNode card = Cards.plain().put("collectedAt", day).put("collectedBy", "00004");
        direct(card, "permanentResidence");
        direct(card, "currentResidence");
        return card;
    }

    private static void direct(ObjectNode card, String field) {
        card.putObject(field).put("province", "01").put("commune", "99001");
    }

    @Test
    void unitsAreThoseOfTheDayOfCollection() {
        assertThat(read(Cards.plain()).isRefused()).isFalse();
        ObjectNode later = collected("2019-06-01");
        assertThat(read(later).isRefused()).isFalse();
        later.set("currentResidence", Cards.plain().get("currentResidence"));
        assertRefused(read(later), RejectCode.UNKNOWN_UNIT, "/currentResidence/commune");
        assertRefused(
                read(collected("2019-06-01").put("collectedBy", "00001")),
                RejectCode.UNKNOWN_UNIT,
                "/collectedBy");
    }

    @Test
    void districtIsNeededWhereCommunesLieInDistricts() {
        assertRefused(
                read(collected("2019-05-31")),
                RejectCode.MISSING_FIELD,
                "/permanentResidence/district");
    }

    @Test
    void birthWasRegisteredWhereItWasThen() {
        ObjectNode after = collected("2019-07-01").put("dateOfBirth", "2019-06-02");
        assertRefused(read(after), RejectCode.UNKNOWN_UNIT, "/birthRegistrationPlace/commune");
        direct(after, "birthRegistrationPlace");
        assertThat(read(after).isRefused())
                .as("the family came from a commune that is no more")
                .isFalse();
    }

    private static void assertRefused(Card card, RejectCode code, String pointer) {
        assertThat(card.isRefused()).isTrue();
        assertThat(card.reject()).isEqualTo(code);
        assertThat(card.pointer()).isEqualTo(pointer);
    }
}
