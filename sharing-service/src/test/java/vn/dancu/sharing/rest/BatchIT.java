package vn.dancu.sharing.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.sharing.Contracts;
import vn.dancu.sharing.SharingIT;

/** Many questions in one request: asked together, and each on record by itself. */
class BatchIT extends SharingIT {
    private static final AtomicInteger AGENCIES = new AtomicInteger();

    private static ObjectNode item(String number, String name) {
        return JSON.createObjectNode()
                .put("number", number)
                .put("name", name)
                .put("dateOfBirth", "1957-03-15");
    }

    private static ObjectNode item(Citizen citizen) {
        return item(citizen.number(), citizen.name());
    }

    private static String batch(String field, List<ObjectNode> items) {
        return batch("1.002051", "social-insurance", field, items);
    }

    private static String batch(
            String procedure, String purpose, String field, List<ObjectNode> items) {
        ObjectNode body =
                JSON.createObjectNode()
                        .put("operation", "lookup")
                        .put("procedure", procedure)
                        .put("purpose", purpose)
                        .put("officer", "cb-017");
        body.putArray("fields").add(field);
        body.putArray("items").addAll(items);
        return body.toString();
    }

    private Answer ask(String body) {
        return ask(vss(), body);
    }

    private Answer ask(String token, String body) {
        Answer answer = post(token, "/sharing/v1/batches", body);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        Contracts.assertMatches("batch-answer", answer.raw().body());
        return answer;
    }

    private static List<String> codes(Answer answer) {
        return answer.body()
                .get("items")
                .valueStream()
                .map(item -> item.get("code").asString())
                .toList();
    }

    private int recorded(Citizen citizen, String outcome) {
        return count(
                "select count(*) from access_record where person_id = :id and outcome = :outcome",
                Map.of("id", citizen.id(), "outcome", outcome));
    }

    private int count(String sql, Map<String, ?> values) {
        return jdbc.sql(sql).params(values).query(Integer.class).single();
    }

    @Test
    void aThousandQuestionsAboutOnePersonAreAThousandRecordsInTenTransactions() {
        Citizen citizen = citizen("Đinh Thị Nghìn");
        Answer answer = ask(batch("sex", Collections.nCopies(1_000, item(citizen))));
        assertThat(codes(answer)).hasSize(1_000).containsOnly("answered");
        assertThat(answer.body().at("/items/999/person/sex").asString()).isEqualTo("FEMALE");
        assertThat(REGISTER.asked())
                .hasSize(10)
                .allSatisfy(
                        asked -> assertThat(asked.question().get("people").size()).isEqualTo(100));
        assertThat(recorded(citizen, "answered")).isEqualTo(1_000);
        assertThat(
                        count(
                                "select count(distinct written_in) from access_record"
                                        + " where person_id = :id",
                                Map.of("id", citizen.id())))
                .isEqualTo(10);
        assertThat(
                        count(
                                "select count(distinct answer_digest) from access_record"
                                        + " where person_id = :id and request_digest is not null",
                                Map.of("id", citizen.id())))
                .isPositive();
    }

    @Test
    void eachOfManyPeopleHasTheirOwnAnswerInItsPlaceAndTheirOwnRecord() {
        List<Citizen> citizens =
                Stream.iterate(0, i -> i + 1)
                        .limit(130)
                        .map(i -> citizen("Đinh Văn " + Character.toString('A' + i % 26)))
                        .toList();
        List<ObjectNode> items = new ArrayList<>();
        citizens.forEach(citizen -> items.add(item(citizen)));
        items.set(7, item(citizens.get(7).number(), "Đinh Văn Khác"));
        items.set(110, item("001199999999", "Đinh Văn Không"));
        Answer answer = ask(batch("number", items));
        List<String> codes = codes(answer);
        assertThat(codes.get(7)).isEqualTo("person_not_found");
        assertThat(codes.get(110)).isEqualTo("person_not_found");
        for (int i = 0; i < citizens.size(); i++) {
            if (i != 7 && i != 110) {
                assertThat(answer.body().at("/items/%d/person/number".formatted(i)).asString())
                        .isEqualTo(citizens.get(i).number());
                assertThat(outcomesOf(citizens.get(i))).containsExactly("answered");
            }
        }
        // The agency is told the same of both; who is meant sees that somebody asked.
        assertThat(outcomesOf(citizens.get(7))).containsExactly("mismatch");
        assertThat(outcomesOf(citizens.get(110))).isEmpty();
        assertThat(REGISTER.asked()).hasSize(2);
    }

    @Test
    void whatIsNotAgreedIsRefusedForEachAndEachSeesIt() {
        Citizen one = citizen("Đinh Thị Một");
        Citizen two = citizen("Đinh Thị Hai");
        Answer answer = ask(batch("religion", List.of(item(one), item(two), item(one))));
        assertThat(codes(answer)).containsOnly("field_not_agreed").hasSize(3);
        assertThat(recorded(one, "field_not_agreed")).isEqualTo(2);
        assertThat(recorded(two, "field_not_agreed")).isEqualTo(1);
        assertThat(REGISTER.asked()).hasSize(1);
        assertThat(REGISTER.asked().getFirst().question().get("fields").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"answers\": []}",
                "{\"answers\": [{\"outcome\": \"not_found\"}, null]}",
                "{\"answers\": [{\"outcome\": \"not_found\"}, {\"outcome\": \"found\"}]}"
            })
    void anAnswerInPartIsNoAnswerToAnyOfThem(String half) {
        Citizen citizen = citizen("Đinh Thị Nửa");
        REGISTER.answerWith(half);
        Answer answer = ask(batch("sex", List.of(item(citizen), item(citizen))));
        assertThat(codes(answer)).containsExactly("unavailable", "unavailable");
        assertThat(
                        count(
                                """
                                select count(*) from access_record
                                where outcome = 'unavailable' and correlation_id = :correlation
                                """,
                                Map.of("correlation", answer.header("X-Correlation-Id"))))
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeRecordedIsNotAnswered() {
        Citizen citizen = citizen("Đinh Thị Không Ghi");
        jdbc.sql("alter table access_record add constraint full_up check (false) not valid")
                .update();
        try {
            Answer answer = ask(batch("number", List.of(item(citizen), item(citizen))));
            assertThat(codes(answer)).containsExactly("unavailable", "unavailable");
            assertThat(answer.raw().body()).doesNotContain(citizen.number());
        } finally {
            jdbc.sql("alter table access_record drop constraint full_up").update();
        }
        assertThat(outcomesOf(citizen)).isEmpty();
    }

    @Test
    void anAgreementThatEndsWhileTheRegisterIsAskedTellsNothingAndEachIsOnRecord() {
        Agency agency = agency(100_000, 5_000);
        Citizen one = citizen("Đinh Thị Dừng");
        Citizen two = citizen("Đinh Văn Dừng");
        REGISTER.beforeAnswer(() -> command("binh", agency.agreement(), "suspension"));
        Answer answer = ask(agency.token(), agency.batch(List.of(item(one), item(two))));
        assertThat(codes(answer)).containsExactly("agreement_missing", "agreement_missing");
        assertThat(answer.raw().body()).doesNotContain(one.number());
        assertThat(outcomesOf(one)).containsExactly("agreement_missing");
        assertThat(outcomesOf(two)).containsExactly("agreement_missing");
    }

    @Test
    void theQuotaOfASecondIsWaitedForAndThatOfADayIsNot() {
        Citizen citizen = citizen("Đinh Thị Hạn");
        Agency slow = agency(100_000, 5);
        Answer all = ask(slow.token(), slow.batch(Collections.nCopies(8, item(citizen))));
        assertThat(codes(all)).hasSize(8).containsOnly("answered");
        assertThat(REGISTER.asked()).hasSizeGreaterThanOrEqualTo(2);

        Agency small = agency(3, 5_000);
        Answer some = ask(small.token(), small.batch(Collections.nCopies(5, item(citizen))));
        assertThat(codes(some))
                .containsExactly(
                        "answered", "answered", "answered", "quota_exceeded", "quota_exceeded");
        assertThat(
                        count(
                                """
                                select count(*) from access_record
                                where agency_code = :agency and outcome = 'quota_exceeded'
                                """,
                                Map.of("agency", small.code())))
                .isEqualTo(2);
        assertThat(recorded(citizen, "answered")).isEqualTo(11);
    }

    private record Agency(String code, String token, String agreement) {
        String batch(List<ObjectNode> items) {
            return BatchIT.batch("7.2", "pension", "number", items);
        }
    }

    /** An agency with an agreement of its own. */
    private Agency agency(int perDay, int perSecond) {
        String code = "L" + (100 + AGENCIES.incrementAndGet());
        String client = "client-" + code.toLowerCase(java.util.Locale.ROOT);
        post(
                admin("an"),
                "/sharing/v1/agencies",
                "{\"code\": \"%s\", \"name\": \"Cơ quan\"}".formatted(code));
        registerClient(code, client, false);
        JsonNode drafted =
                post(
                                admin("an"),
                                "/sharing/v1/agreements",
                                """
                                {"agency": "%s", "terms": {"legalBasis": "Test",
                                  "purposes": ["pension"], "validFrom": "2021-01-01",
                                  "validTo": "2099-12-31", "operations": ["lookup"],
                                  "procedures": [{"procedure": "7.2", "fields": ["number"]}],
                                  "openToAllOfficers": true,
                                  "quota": {"perDay": %d, "perSecond": %d}, "conditions": {}}}
                                """
                                        .formatted(code, perDay, perSecond))
                        .body();
        String id = drafted.path("id").asString("");
        command("an", id, "test");
        command("binh", id, "approval");
        command("binh", id, "activation");
        return new Agency(
                code, tokens.token(client, Map.of("scope", "sharing.query", "agency", code)), id);
    }
}
