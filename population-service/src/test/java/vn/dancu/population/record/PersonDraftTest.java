package vn.dancu.population.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.web.StrictJson;
import vn.dancu.population.Contracts;

class PersonDraftTest {
    private static final JsonMapper JSON = strict();

    private static JsonMapper strict() {
        JsonMapper.Builder builder = JsonMapper.builder();
        new StrictJson().customize(builder);
        return builder.build();
    }

    static PersonRecord someone() {
        Place place = new Place("01", "001", "00001", null);
        return PersonRecord.first(
                UUID.fromString("0198c1de-7f3a-7b52-9d54-1b8a5a5f0c01"),
                new PersonName("Nguyễn Văn An"),
                PartialDate.parse("1957-03"),
                Sex.MALE,
                place,
                place,
                "1",
                "VN");
    }

    /** A record of which every line is known. */
    static PersonRecord complete() {
        return someone().with(PersonDraftTest::fill);
    }

    /** Makes every line known. */
    static void fill(PersonDraft d) {
        Relative relative =
                new Relative(
                        new PersonName("Trần Thị Bình"),
                        new PersonalIdNumber("001160000001"),
                        "012345678",
                        "VN",
                        UUID.fromString("0198c1de-7f3a-7b52-9d54-1b8a5a5f0c02"));
        var abroad = new Further.PlaceInWorld("FR", null, "Paris");
        d.status = LifeStatus.DEAD;
        d.numbered(new PersonalIdNumber("001057000001"));
        d.numberReason = "given_before";

        d.oldNumber = "012345678";
        d.birthOrder = 2;
        d.religion = "0";
        d.permanentResidence = new Place("01", null, null, "12 Hàng Bông");
        d.temporaryResidence = new Place("02", null, null, null);
        d.currentResidence = new Place("04", null, null, null);
        d.bloodGroup = "04";
        d.father = relative;
        d.mother = relative;
        d.spouse = relative;
        d.representative = relative;
        d.householdHead = relative;
        d.relationshipToHead = "con";
        d.children = List.of(relative);
        d.represented = List.of(relative);
        d.death = new PersonRecord.Death(PartialDate.ofYear(2020));
        d.otherNames = List.of(new PersonName("Út"));
        d.placeOfBirth = new Further.PlaceInWorld("VN", d.origin, "trạm xá");
        d.dateOfBirthText = "30/2/1957";
        d.otherOldNumbers = List.of("112345678");
        d.otherNationalities = List.of("FR");
        d.papers =
                List.of(
                        new Further.IdentityPaper(
                                Further.PaperKind.IDENTITY_CARD_9,
                                "012345678",
                                LocalDate.of(1999, 5, 6),
                                "CA Hà Nội",
                                LocalDate.of(2014, 5, 6)));
        d.residenceFileNumber = "HS-2021/001";
        d.temporaryAbsence =
                new Further.TemporaryAbsence(
                        LocalDate.of(2019, 1, 1), LocalDate.of(2019, 6, 1), abroad, "study");
        d.residenceAbroad = abroad;
        d.phone = "+84912345678";
        d.email = "an@example.vn";
        d.occupation = "thợ mộc";
        d.missing = new Further.Missing(PartialDate.ofYear(2018));
        d.identifyingFeatures = "nốt ruồi dưới mắt trái";
        d.closed = RecordClosure.MERGED;
        d.mergedInto = UUID.fromString("0198c1de-7f3a-7b52-9d54-1b8a5a5f0c03");
        d.protectedPerson = true;
    }

    @Test
    void everyLineSurvivesTheDraftAndTheJson() {
        PersonRecord person = complete();
        assertThat(person).hasNoNullFieldsOrProperties();
        assertThat(person.relatives()).hasNoNullFieldsOrProperties();
        assertThat(person.further()).hasNoNullFieldsOrProperties();
        assertThat(person.with(d -> {})).isEqualTo(person);
        assertThat(JSON.readValue(JSON.writeValueAsString(person), PersonRecord.class))
                .isEqualTo(person);
        assertThat(JSON.<PersonRecord>treeToValue(JSON.valueToTree(person), PersonRecord.class))
                .isEqualTo(person);
    }

    @Test
    void aRecordOfWhichLittleIsKnownSurvivesTheJson() {
        PersonRecord person = someone();
        String text = JSON.writeValueAsString(person);
        assertThat(text).doesNotContain("null", "further", "relatives", "protected");
        assertThat(JSON.readValue(text, PersonRecord.class)).isEqualTo(person);
    }

    @Test
    void bothAreWhatTheContractSays() {
        Contracts.assertMatches(
                JSON.writeValueAsString(complete()), "population/person.schema.json");
        Contracts.assertMatches(
                JSON.writeValueAsString(someone()), "population/person.schema.json");
    }

    @Test
    void theRecordIsKeptWhereThePersonLives() {
        PersonRecord person = complete();
        assertThat(person.keptAt()).contains(new Place("01", null, null, "12 Hàng Bông"));
        PersonRecord abroad =
                person.with(
                        d -> {
                            d.permanentResidence = null;
                            d.temporaryResidence = null;
                            d.currentResidence = null;
                        });
        assertThat(abroad.keptAt()).isEmpty();
        assertThat(someone().keptAt()).contains(someone().birthRegistrationPlace());
    }
}
