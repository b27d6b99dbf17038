package vn.dancu.idnumber.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.IdNumberIT;

@IdNumberIT
class AllocationIT {
    private static final String OUTSIDE = "/id-numbers/v1/allocations";
    private static final String INSIDE = "/internal/id-numbers/v1/allocations";

    @Autowired Api api;
    @Autowired JdbcClient jdbc;

    @Test
    void aNewbornGetsANumberThatTellsPlaceSexAndYear() {
        UUID item = UUID.randomUUID();

        Answer answer = api.as("idnumber.assign").post(OUTSIDE, batch(item("001", item)));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/items/0/itemId")).isEqualTo(item.toString());
        assertThat(answer.text("/items/0/outcome")).isEqualTo("assigned");
        assertThat(answer.text("/items/0/number")).matches("001321[0-9]{6}");
    }

    @Test
    void theSameItemGetsTheSameNumberOutsideAndInside() {
        UUID item = UUID.randomUUID();

        Answer outside = api.as("idnumber.assign").post(OUTSIDE, batch(item("079", item)));
        Answer inside = api.asPopulationService().post(INSIDE, batch(item("079", item)));

        assertThat(inside.status()).isEqualTo(200);
        assertThat(inside.text("/items/0/number")).isEqualTo(outside.text("/items/0/number"));
    }

    @Test
    void anUnknownPrefixIsAnOutcomeOfItsItemAlone() {
        Answer answer =
                api.asPopulationService()
                        .post(
                                INSIDE,
                                batch(
                                        item("888", UUID.randomUUID())
                                                + ","
                                                + item("096", UUID.randomUUID())));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/items/0/outcome")).isEqualTo("prefix_unknown");
        assertThat(answer.body().at("/items/0").has("number")).isFalse();
        assertThat(answer.text("/items/1/outcome")).isEqualTo("assigned");
    }

    @Test
    void tenThousandItemsAreOneRequestAndOneMoreIsTooMany() {
        String tenThousand = items(10_000);

        Answer full = api.asPopulationService().post(INSIDE, batch(tenThousand));
        assertThat(full.status()).isEqualTo(200);
        assertThat(
                        full.body()
                                .at("/items")
                                .valueStream()
                                .map(item -> item.get("number").asString())
                                .collect(Collectors.toSet()))
                .hasSize(10_000);

        long stored = countOfNumbers();
        Answer over =
                api.asPopulationService()
                        .post(INSIDE, batch(tenThousand + "," + item("001", UUID.randomUUID())));
        assertThat(over.status()).isEqualTo(422);
        assertThat(over.text("/errors/0/code")).isEqualTo("too_many_items");
        assertThat(over.text("/errors/0/pointer")).isEqualTo("/items");
        assertThat(countOfNumbers()).isEqualTo(stored);
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        Answer answer =
                api.asPopulationService().post(INSIDE, batch("\"" + "x".repeat(2_200_000) + "\""));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("/code")).isEqualTo("body_too_large");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {"requestId":                                     | 400 | malformed_json |
                    []                                                | 400 | wrong_type |
                    {"requestId":"R","items":[ITEM],"more":1}         | 400 | unknown_field | /more
                    {"requestId":"R","items":[{"name":"x"}]}          | 400 | unknown_field | /items/0/name
                    {"requestId":"R","items":{}}                      | 400 | wrong_type | /items
                    {"requestId":"R","items":"x"}                     | 400 | wrong_type | /items
                    {"requestId":7,"items":[]}                        | 400 | wrong_type | /requestId
                    {"requestId":"no-uuid","items":[]}                | 400 | wrong_type | /requestId
                    {"requestId":"R","items":[{"itemId":"1"}]}        | 400 | wrong_type | /items/0/itemId
                    {"requestId":"R","items":[{"prefix":1}]}          | 400 | wrong_type | /items/0/prefix
                    {"requestId":"R","items":[{"sex":"OTHER"}]}       | 400 | wrong_type | /items/0/sex
                    {"requestId":"R","items":[{"sex":1}]}             | 400 | wrong_type | /items/0/sex
                    {"requestId":"R","items":[{"sex":"1"}]}           | 400 | wrong_type | /items/0/sex
                    {"requestId":"R","items":[{"birthYear":"1957"}]}  | 400 | wrong_type | /items/0/birthYear
                    {"requestId":"R","items":[{"birthYear":1957.5}]}  | 400 | wrong_type | /items/0/birthYear
                    {"requestId":"R","items":[{"prefix":"0\\u00071"}]}| 400 | control_character | /items/0/prefix
                    {"items":[ITEM]}                                  | 422 | missing_field | /requestId
                    {"requestId":"R"}                                 | 422 | missing_field | /items
                    {"requestId":"R","items":[null]}                  | 422 | missing_field | /items/0
                    {"requestId":"R","items":[{"prefix":"001"}]}      | 422 | missing_field | /items/0/itemId
                    {"requestId":"R","items":[ITEM,ITEM]}             | 422 | duplicate_item | /items/1/itemId
                    {"requestId":"R","items":[OF(01,MALE,1957)]}      | 422 | prefix_malformed | /items/0/prefix
                    {"requestId":"R","items":[OF(0011,MALE,1957)]}    | 422 | prefix_malformed | /items/0/prefix
                    {"requestId":"R","items":[OF(001,UNKNOWN,1957)]}  | 422 | sex_unknown | /items/0/sex
                    {"requestId":"R","items":[OF(001,MALE,1899)]}     | 422 | birth_year_out_of_range | /items/0/birthYear
                    {"requestId":"R","items":[OF(001,MALE,2400)]}     | 422 | birth_year_out_of_range | /items/0/birthYear
                    """)
    void badInputIsRefusedWithItsPlaceAndNothingIsStored(
            String template, int status, String code, String pointer) {
        long stored = countOfNumbers();

        Answer answer = api.as("idnumber.assign").post(OUTSIDE, filled(template));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        if (status == 400) {
            assertThat(answer.text("/code")).isEqualTo(code);
        } else {
            assertThat(answer.text("/code")).isEqualTo("invalid_fields");
            assertThat(answer.text("/errors/0/code")).isEqualTo(code);
        }
        if (pointer != null) {
            assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        }
        assertThat(countOfNumbers()).isEqualTo(stored);
    }

    @Test
    void theOutcomesOfABatchAreKeptByItsRequestId() {
        UUID unknown = UUID.randomUUID();
        UUID known = UUID.randomUUID();
        String body = batch(item("905", unknown) + "," + item("001", known));

        Answer first = api.as("idnumber.assign").post(OUTSIDE, body);
        jdbc.sql("insert into prefix (prefix, name) values ('905', 'X') on conflict do nothing")
                .update();
        Answer again = api.as("idnumber.assign").post(OUTSIDE, body);
        Answer newRequest = api.as("idnumber.assign").post(OUTSIDE, batch(item("905", unknown)));

        assertThat(first.text("/items/0/outcome")).isEqualTo("prefix_unknown");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(newRequest.text("/items/0/outcome")).isEqualTo("assigned");
        Answer other =
                api.as("idnumber.assign")
                        .post(OUTSIDE, body.replace(known.toString(), "" + UUID.randomUUID()));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text("/code")).isEqualTo("request_id_reused");
        assertThat(other.text("/errors/0/pointer")).isEqualTo("/requestId");
    }

    @Test
    void aKeyThatComesWithAnotherBodyIsRefused() {
        String key = UUID.randomUUID().toString();
        String body = batch(item("001", UUID.randomUUID()));

        Answer first =
                api.as("idnumber.assign").post(OUTSIDE, body, Map.of("Idempotency-Key", key));
        Answer again =
                api.as("idnumber.assign").post(OUTSIDE, body, Map.of("Idempotency-Key", key));
        Answer other =
                api.as("idnumber.assign")
                        .post(
                                OUTSIDE,
                                batch(item("001", UUID.randomUUID())),
                                Map.of("Idempotency-Key", key));

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text("/code")).isEqualTo("idempotency_key_reused");
    }

    @Test
    void numbersAreForThoseWhoMayAssignThem() {
        String body = batch(item("001", UUID.randomUUID()));

        assertThat(api.anonymous().post(OUTSIDE, body).status()).isEqualTo(401);
        assertThat(api.as("idnumber.read").post(OUTSIDE, body).status()).isEqualTo(403);
        assertThat(api.as("idnumber.assign").post(INSIDE, body).status()).isIn(401, 403);
        assertThat(api.as("idnumber.assign").get(OUTSIDE).status()).isEqualTo(405);
    }

    @Test
    void eachAllocationLeavesARecordOfWhoAsked() {
        UUID item = UUID.randomUUID();

        api.as("idnumber.assign").post(OUTSIDE, batch(item("001", item)));

        assertThat(allocationsOnRecord(item)).isEqualTo(1);
    }

    @Test
    void eachPersonOfABatchFromOutsideIsOnRecord() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        String both = batch(item("001", first) + "," + item("001", second));

        Answer inside = api.asPopulationService().post(INSIDE, both);
        assertThat(inside.status()).isEqualTo(200);
        assertThat(allocationsOnRecord(first) + allocationsOnRecord(second)).isZero();

        // The numbers are known by now: asking again tells them, and is recorded as well.
        Answer outside = api.as("idnumber.assign").post(OUTSIDE, both);
        assertThat(outside.text("/items/1/number")).isEqualTo(inside.text("/items/1/number"));
        assertThat(allocationsOnRecord(first)).isEqualTo(1);
        assertThat(allocationsOnRecord(second)).isEqualTo(1);
    }

    private int allocationsOnRecord(UUID person) {
        return jdbc.sql(
                        """
                        select count(*) from audit_record
                         where action = 'numbers_allocated' and person_id = :person
                        """)
                .param("person", person)
                .query(Integer.class)
                .single();
    }

    private long countOfNumbers() {
        return jdbc.sql("select count(*) from number").query(Long.class).single();
    }

    private static String filled(String template) {
        String filled = template.replace("\"R\"", "\"" + UUID.randomUUID() + "\"");
        filled = filled.replace("ITEM", item("001", UUID.randomUUID()));
        return filled.replaceAll(
                "OF\\((\\w+),(\\w+),(\\w+)\\)",
                "{\"itemId\":\""
                        + UUID.randomUUID()
                        + "\",\"prefix\":\"$1\",\"sex\":\"$2\",\"birthYear\":$3}");
    }

    private static String batch(String items) {
        return "{\"requestId\":\"%s\",\"items\":[%s]}".formatted(UUID.randomUUID(), items);
    }

    private static String item(String prefix, UUID item) {
        return "{\"itemId\":\"%s\",\"prefix\":\"%s\",\"sex\":\"FEMALE\",\"birthYear\":2021}"
                .formatted(item, prefix);
    }

    private static String items(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> item("030", UUID.randomUUID()))
                .collect(Collectors.joining(","));
    }
}
