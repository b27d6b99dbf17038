package vn.dancu.idnumber.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.IdNumberIT;

@IdNumberIT
class ProfilesIT {
    private static final String READINGS = "/id-numbers/v1/readings";
    private static final String EDITIONS = "/id-numbers/v1/prefix-editions";

    @Autowired Api api;

    @ParameterizedTest
    @CsvSource({
        "001057123456,Hà Nội,MALE,1957",
        "079198000123,Hồ Chí Minh,FEMALE,1998",
        "096321000001,Cà Mau,FEMALE,2021",
        "004899000001,Cao Bằng,MALE,2399"
    })
    void aNumberTellsProvinceSexAndYear(String number, String place, String sex, int year) {
        Answer answer = read(number);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/profile")).isEqualTo("decree-137-2015");
        assertThat(answer.text("/place/name")).isEqualTo(place);
        assertThat(answer.text("/sex")).isEqualTo(sex);
        assertThat(answer.body().get("birthYear").asInt()).isEqualTo(year);
    }

    @Test
    void aNumberOfAnUnknownProfileIsValidAndOpaque() {
        assertThat(read("987654321098").body()).hasToString("{\"wellFormed\":true}");
        assertThat(read("98765432109").body()).hasToString("{\"wellFormed\":false}");
        assertThat(api.as("idnumber.read").post(READINGS, "{}").status()).isEqualTo(422);
    }

    @Test
    void theProfileSaysHowNumbersAreMade() {
        Answer answer = api.as("idnumber.read").get("/id-numbers/v1/profiles");

        assertThat(answer.text("/generating")).isEqualTo("decree-137-2015");
        assertThat(answer.text("/items/0/layout")).isEqualTo("PPPGYYRRRRRR");
        assertThat(answer.body().at("/items/0/centuries")).hasSize(5);
    }

    @Test
    void countriesAreLoadedAsReferenceDataAndThenNumbersAreGivenUnderThem() {
        assertThat(outcome("711")).isEqualTo("prefix_unknown");
        String edition =
                """
                {"apply":%s,"items":[{"prefix":"711","name":"Một nước","kind":"country"},
                 {"prefix":"001","name":"Hà Nội","kind":"province"}]}
                """;

        Answer compared = api.as("idnumber.admin").post(EDITIONS, edition.formatted("false"));
        assertThat(compared.body())
                .hasToString("{\"applied\":false,\"added\":1,\"changed\":0,\"unchanged\":1}");
        assertThat(outcome("711")).isEqualTo("prefix_unknown");

        Answer applied = api.as("idnumber.admin").post(EDITIONS, edition.formatted("true"));
        assertThat(applied.body().get("applied").asBoolean()).isTrue();
        assertThat(outcome("711")).isEqualTo("assigned");
        assertThat(read("711190000001").text("/place/kind")).isEqualTo("country");
        assertThat(
                        api.as("idnumber.admin")
                                .post(EDITIONS, edition.formatted("true"))
                                .body()
                                .get("unchanged")
                                .asInt())
                .isEqualTo(2);
    }

    @Test
    void underAClosedPrefixNoNumberIsGivenAndOldOnesAreStillRead() {
        String edition =
                "{\"items\":[{\"prefix\":\"712\",\"name\":\"X\",\"kind\":\"country\",\"open\":%s}]}";
        api.as("idnumber.admin").post(EDITIONS, edition.formatted("true"));
        assertThat(outcome("712")).isEqualTo("assigned");

        api.as("idnumber.admin").post(EDITIONS, edition.formatted("false"));

        assertThat(outcome("712")).isEqualTo("prefix_unknown");
        assertThat(read("712190000001").text("/place/name")).isEqualTo("X");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {"items":[]}                                              | items_count      | /items
                    {"items":[{"prefix":"71","name":"X"}]}                    | prefix_malformed | /items/0/prefix
                    {"items":[{"prefix":"713"}]}                              | text_length      | /items/0/name
                    {"items":[{"prefix":"713","name":"X","kind":"planet"}]}   | unknown_kind     | /items/0/kind
                    {"items":[{"prefix":"713","name":"X"},{"prefix":"713","name":"Y"}]} | duplicate_item | /items/1/prefix
                    """)
    void anEditionOutsideTheRulesIsRefusedAsAWhole(String body, String code, String pointer) {
        Answer answer = api.as("idnumber.admin").post(EDITIONS, body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("/errors/0/code")).isEqualTo(code);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(outcome("713")).isEqualTo("prefix_unknown");
    }

    @Test
    void onlyAdministratorsLoadEditions() {
        assertThat(api.as("idnumber.assign").post(EDITIONS, "{}").status()).isEqualTo(403);
    }

    private Answer read(String number) {
        return api.as("idnumber.read").post(READINGS, "{\"number\":\"" + number + "\"}");
    }

    private String outcome(String prefix) {
        return api.as("idnumber.assign")
                .post(
                        "/id-numbers/v1/allocations",
                        """
                        {"requestId":"%s","items":[
                         {"itemId":"%s","prefix":"%s","sex":"MALE","birthYear":1990}]}
                        """
                                .formatted(UUID.randomUUID(), UUID.randomUUID(), prefix))
                .text("/items/0/outcome");
    }
}
