package vn.dancu.idnumber.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.Contracts;
import vn.dancu.idnumber.IdNumberIT;
import vn.dancu.testing.TestBroker;

@IdNumberIT
class LifeIT {
    private static final String ALLOCATIONS = "/internal/id-numbers/v1/allocations";
    private static final String REGISTRATIONS = "/internal/id-numbers/v1/registrations";
    private static final String TRANSITIONS = "/internal/id-numbers/v1/transitions";
    private static final String REESTABLISHMENTS = "/internal/id-numbers/v1/reestablishments";
    private static final String LOOKUPS = "/internal/id-numbers/v1/lookups";

    @Autowired Api api;
    @Autowired JdbcClient jdbc;
    @Autowired JsonMapper json;
    @Autowired TestBroker broker;

    @Test
    void aMergedNumberIsSuspendedAndComesBackWhenTheMergeIsUndone() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, "001", "MALE", 1990);

        Answer suspended = transition("suspend", "merged", person, number);
        assertThat(suspended.text("/items/0/outcome")).isEqualTo("applied");
        assertThat(suspended.text("/items/0/state")).isEqualTo("suspended");
        assertThat(active(number)).isFalse();

        Answer back = transition("reinstate", "merge_undone", person, number);
        assertThat(back.text("/items/0/state")).isEqualTo("active");
        assertThat(active(number)).isTrue();
        assertThat(steps(person)).containsExactly("suspend merged 1", "reinstate merge_undone 2");
    }

    @Test
    void aDeadPersonsMergedNumberStaysSuspendedUntilBothAreUndone() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, "001", "MALE", 1991);
        transition("suspend", "died", person, number);
        transition("suspend", "merged", person, number);

        assertThat(transition("reinstate", "merge_undone", person, number).text("/items/0/state"))
                .isEqualTo("suspended");
        assertThat(transition("reinstate", "merge_undone", person, number).text("/items/0/code"))
                .isEqualTo("not_suspended");
        assertThat(transition("reinstate", "death_annulled", person, number).text("/items/0/state"))
                .isEqualTo("active");
    }

    @Test
    void aCancelledNumberIsGivenToNobodyAndComesBackToItsPersonAlone() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, "001", "MALE", 1992);

        assertThat(transition("cancel", "birth_annulled", person, number).text("/items/0/state"))
                .isEqualTo("cancelled");
        assertThat(allocation(person, "001", "MALE", 1992).text("/items/0/outcome"))
                .isEqualTo("conflict");
        assertThat(register(UUID.randomUUID(), number)).isEqualTo("conflict");
        assertThat(register(person, number)).isEqualTo("conflict");

        assertThat(
                        transition("restore", "cancellation_annulled", person, number)
                                .text("/items/0/state"))
                .isEqualTo("active");
        assertThat(allocate(person, "001", "MALE", 1992)).isEqualTo(number);
    }

    @Test
    void theOldNumberLeadsToTheNewOneForEver() {
        UUID person = UUID.randomUUID();
        String first = allocate(person, "001", "MALE", 1993);

        Answer answer = reestablish(person, first, "FEMALE", 1993, "sex_redetermined");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/oldNumber")).isEqualTo(first);
        String second = answer.text("/number");
        assertThat(second).matches("001193[0-9]{6}");
        String third =
                reestablish(person, second, "FEMALE", 1994, "birth_year_corrected").text("/number");

        assertThat(allocate(person, "001", "MALE", 1993)).isEqualTo(third);
        JsonNode byNumber =
                lookup("{\"numbers\":[\"%s\",\"%s\",\"%s\"]}".formatted(first, second, third));
        assertThat(byNumber.at("/items/0/state").asString()).isEqualTo("reestablished");
        assertThat(byNumber.at("/items/0/currentNumber").asString()).isEqualTo(third);
        assertThat(byNumber.at("/items/1/currentNumber").asString()).isEqualTo(third);
        assertThat(byNumber.at("/items/2/state").asString()).isEqualTo("active");
        JsonNode byPerson = lookup("{\"personIds\":[\"%s\"]}".formatted(person));
        assertThat(byPerson.at("/items/0/number").asString()).isEqualTo(third);
        assertThat(byPerson.at("/items/0/formerNumbers").valueStream().map(JsonNode::asString))
                .containsExactly(second, first);
        assertThat(active(first)).isFalse();
    }

    @Test
    void theSameRequestGetsTheSameNewNumberAndAnotherBodyIsRefused() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, "001", "MALE", 1995);
        String body = reestablishment(person, number, "FEMALE", 1995, "sex_redetermined");

        Answer first = api.asPopulationService().post(REESTABLISHMENTS, body);
        Answer again = api.asPopulationService().post(REESTABLISHMENTS, body);
        Answer other =
                api.asPopulationService().post(REESTABLISHMENTS, body.replace("1995", "1996"));

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text("/code")).isEqualTo("request_id_reused");
        assertThat(steps(person)).hasSize(1);
    }

    @Test
    void aReestablishmentThatIsAnnulledGivesTheOldNumberBackAndNeverTheOtherOneAgain() {
        UUID person = UUID.randomUUID();
        String old = allocate(person, "001", "MALE", 1997);
        String replaced =
                reestablish(person, old, "FEMALE", 1997, "sex_redetermined").text("/number");

        Answer reverted = transition("revert", "reestablishment_annulled", person, replaced);

        assertThat(reverted.text("/items/0/number")).isEqualTo(old);
        assertThat(reverted.text("/items/0/state")).isEqualTo("active");
        assertThat(allocate(person, "001", "MALE", 1997)).isEqualTo(old);
        assertThat(active(old)).isTrue();
        assertThat(active(replaced)).isFalse();
        assertThat(
                        transition("restore", "cancellation_annulled", person, replaced)
                                .text("/items/0/code"))
                .isEqualTo("number_replaced");
        String next = reestablish(person, old, "FEMALE", 1997, "sex_redetermined").text("/number");
        assertThat(next).isNotEqualTo(replaced);
        assertThat(lookup("{\"numbers\":[\"%s\"]}".formatted(old)).at("/items/0/currentNumber"))
                .hasToString("\"" + next + "\"");
    }

    @Test
    void aSuspendedNumbersSuccessorIsSuspendedForTheSameReason() {
        UUID person = UUID.randomUUID();
        String old = allocate(person, "001", "MALE", 1998);
        transition("suspend", "died", person, old);

        String next =
                reestablish(person, old, "MALE", 1999, "birth_year_corrected").text("/number");

        assertThat(active(next)).isFalse();
        assertThat(transition("reinstate", "death_annulled", person, next).text("/items/0/state"))
                .isEqualTo("active");
    }

    @Test
    void theCorrectedImportBringsItsNumbersAgainAndNobodyElsesAssignedOne() {
        UUID record = UUID.randomUUID();
        UUID corrected = UUID.randomUUID();
        UUID assigned = UUID.randomUUID();
        assertThat(register(record, "038216000123")).isEqualTo("registered");
        String given = allocate(assigned, "038", "FEMALE", 2016);

        Answer withdrawn =
                api.asPopulationService()
                        .post(
                                TRANSITIONS,
                                order(
                                        "cancel",
                                        "import_withdrawn",
                                        "",
                                        item(record, "038216000123")
                                                + ","
                                                + item(assigned, given)));

        assertThat(withdrawn.text("/items/0/state")).isEqualTo("withdrawn");
        assertThat(withdrawn.text("/items/1/state")).isEqualTo("cancelled");
        assertThat(register(corrected, given)).isEqualTo("conflict");
        assertThat(register(corrected, "038216000123")).isEqualTo("registered");
        assertThat(active("038216000123")).isTrue();
        assertThat(allocate(corrected, "038", "MALE", 2016)).isEqualTo("038216000123");
        assertThat(
                        transition("restore", "cancellation_annulled", record, "038216000123")
                                .text("/items/0/code"))
                .isEqualTo("number_not_of_person");
    }

    @Test
    void theImportThatGaveItsNumberBackGoesOnAndHasItAgain() {
        UUID record = UUID.randomUUID();
        assertThat(register(record, "038216000124")).isEqualTo("registered");
        String gaveBack = order("cancel", "import_withdrawn", "", item(record, "038216000124"));
        assertThat(api.asPopulationService().post(TRANSITIONS, gaveBack).text("/items/0/state"))
                .isEqualTo("withdrawn");
        assertThat(active("038216000124")).isFalse();

        assertThat(register(record, "038216000124")).isEqualTo("registered");
        assertThat(active("038216000124")).isTrue();
        assertThat(allocate(record, "038", "MALE", 2016)).isEqualTo("038216000124");

        String again = order("cancel", "import_withdrawn", "", item(record, "038216000124"));
        api.asPopulationService().post(TRANSITIONS, again);
        assertThat(register(UUID.randomUUID(), "038216000124")).isEqualTo("registered");
        assertThat(register(record, "038216000124"))
                .as("somebody else registered it meanwhile")
                .isEqualTo("conflict");
    }

    @Test
    void itemsThatCannotBeDoneAreRefusedAlone() {
        UUID person = UUID.randomUUID();
        UUID stranger = UUID.randomUUID();
        String number = allocate(person, "002", "MALE", 1990);
        String others = allocate(UUID.randomUUID(), "002", "MALE", 1990);

        Answer answer =
                api.asPopulationService()
                        .post(
                                TRANSITIONS,
                                order(
                                        "suspend",
                                        "died",
                                        "",
                                        String.join(
                                                ",",
                                                item(stranger, "002090999999"),
                                                item(UUID.randomUUID(), others),
                                                item(person, number))));

        assertThat(answer.text("/items/0/code")).isEqualTo("number_unknown");
        assertThat(answer.text("/items/1/code")).isEqualTo("number_not_of_person");
        assertThat(answer.text("/items/2/outcome")).isEqualTo("applied");
        assertThat(active(others)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    "suspend"  | "merged"  | null       | second_officer_needed | /approvedBy
                    "suspend"  | "merged"  | "officer-a" | second_officer_needed | /approvedBy
                    "cancel"   | "birth_annulled" | null | second_officer_needed | /approvedBy
                    "suspend"  | "died"    | "officer-a" | second_officer_needed | /approvedBy
                    "cancel"   | "merged"  | "officer-b" | reason_not_of_command | /reason
                    null       | "merged"  | "officer-b" | missing_field | /command
                    "cancel"   | null      | "officer-b" | missing_field | /reason
                    """)
    void anOrderOutsideTheRulesIsRefusedAsAWhole(
            String command, String reason, String approvedBy, String code, String pointer) {
        UUID person = UUID.randomUUID();
        String number = allocate(person, "002", "MALE", 1991);

        Answer answer =
                api.asPopulationService()
                        .post(
                                TRANSITIONS,
                                """
                                {"requestId":"%s","command":%s,"reason":%s,"evidence":"QD-1",
                                 "proposedBy":"officer-a","approvedBy":%s,"items":[%s]}
                                """
                                        .formatted(
                                                UUID.randomUUID(),
                                                command,
                                                reason,
                                                approvedBy,
                                                item(person, number)));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().at("/errors").valueStream().map(e -> e.get("code").asString()))
                .contains(code);
        assertThat(answer.body().at("/errors").valueStream().map(e -> e.get("pointer").asString()))
                .contains(pointer);
        assertThat(active(number)).isTrue();
    }

    @Test
    void aReestablishmentOutsideTheRulesIsRefusedAndChangesNothing() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, "001", "MALE", 1992);

        Answer same = reestablish(person, number, "MALE", 1992, "sex_redetermined");
        assertThat(same.status()).isEqualTo(422);
        assertThat(same.text("/errors/0/code")).isEqualTo("bucket_unchanged");
        Answer foreign = reestablish(UUID.randomUUID(), number, "FEMALE", 1992, "sex_redetermined");
        assertThat(foreign.status()).isEqualTo(409);
        assertThat(foreign.text("/code")).isEqualTo("number_not_of_person");
        Answer prefix =
                api.asPopulationService()
                        .post(
                                REESTABLISHMENTS,
                                reestablishment(person, number, "MALE", 1999, "data_entry_error")
                                        .replace("\"001\"", "\"888\""));
        assertThat(prefix.status()).isEqualTo(422);
        assertThat(prefix.text("/code")).isEqualTo("prefix_unknown");
        jdbc.sql(
                        """
                        insert into bucket (bucket, key_id, next_place, opened_at)
                        select 1172, key_id, 1000000, now() from bucket limit 1
                        """)
                .update();
        Answer full = reestablish(person, number, "FEMALE", 1972, "data_entry_error");
        assertThat(full.status()).isEqualTo(409);
        assertThat(full.text("/code")).isEqualTo("bucket_exhausted");
        assertThat(active(number)).isTrue();
        assertThat(steps(person)).isEmpty();
    }

    @Test
    void eachStepIsToldByIdsAlone() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, "002", "MALE", 1993);

        transition("suspend", "died", person, number);
        String next =
                reestablish(person, number, "FEMALE", 1993, "sex_redetermined").text("/number");

        List<String> told = told(person, 2);
        assertThat(told).hasSize(2);
        for (String body : told) {
            assertThat(body).doesNotContain(number).doesNotContain(next);
            Contracts.assertKept(json.readTree(body).get("type").asString(), body);
        }
        assertThat(told.stream().map(body -> json.readTree(body).get("aggregateversion").asInt()))
                .containsExactly(1, 2);
        assertThat(steps(person))
                .containsExactly("suspend died 1", "reestablish sex_redetermined 2");
    }

    @Test
    void whatHappenedToANumberIsNeverRewritten() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, "002", "MALE", 1994);
        transition("suspend", "died", person, number);

        assertThatThrownBy(
                        () ->
                                jdbc.sql("update life set evidence = 'x' where item_id = :item")
                                        .param("item", person)
                                        .update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> jdbc.sql("delete from life").update())
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void onlyServicesChangeNumbersHere() {
        assertThat(api.as("idnumber.assign").post(TRANSITIONS, "{}").status()).isIn(401, 403);
        assertThat(api.as("idnumber.assign").post(REESTABLISHMENTS, "{}").status()).isIn(401, 403);
        assertThat(api.as("idnumber.read").post(LOOKUPS, "{}").status()).isIn(401, 403);
    }

    /** What Kafka carries about a person, in its order. */
    private List<String> told(UUID person, int count) {
        return told(broker, person, count);
    }

    /** What the topic of numbers tells of a person. */
    static List<String> told(TestBroker broker, UUID person, int count) {
        List<String> told = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(LifeTopics.NUMBERS).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> {
                                consumer.poll(Duration.ofMillis(200))
                                        .forEach(
                                                message -> {
                                                    if (message.key().equals(person.toString())) {
                                                        told.add(message.value());
                                                    }
                                                });
                                return told.size() >= count;
                            });
        }
        return told;
    }

    private List<String> steps(UUID person) {
        return jdbc.sql(
                        """
                        select command || ' ' || reason || ' ' || version
                          from life where item_id = :item order by version
                        """)
                .param("item", person)
                .query(String.class)
                .list();
    }

    private boolean active(String number) {
        return api.as("idnumber.read")
                .post("/id-numbers/v1/verifications", "{\"number\":\"" + number + "\"}")
                .body()
                .get("active")
                .asBoolean();
    }

    private JsonNode lookup(String body) {
        Answer answer = api.asPopulationService().post(LOOKUPS, body);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private String allocate(UUID person, String prefix, String sex, int year) {
        return allocation(person, prefix, sex, year).text("/items/0/number");
    }

    private Answer allocation(UUID person, String prefix, String sex, int year) {
        return api.asPopulationService()
                .post(
                        ALLOCATIONS,
                        """
                        {"requestId":"%s","items":[
                         {"itemId":"%s","prefix":"%s","sex":"%s","birthYear":%d}]}
                        """
                                .formatted(UUID.randomUUID(), person, prefix, sex, year));
    }

    private String register(UUID person, String number) {
        return api.asPopulationService()
                .post(
                        REGISTRATIONS,
                        "{\"requestId\":\"%s\",\"items\":[{\"itemId\":\"%s\",\"number\":\"%s\"}]}"
                                .formatted(UUID.randomUUID(), person, number))
                .text("/items/0/outcome");
    }

    private Answer transition(String command, String reason, UUID person, String number) {
        return api.asPopulationService()
                .post(TRANSITIONS, order(command, reason, "officer-b", item(person, number)));
    }

    private static String order(String command, String reason, String approvedBy, String items) {
        return """
               {"requestId":"%s","command":"%s","reason":"%s","evidence":"QD-1","proposedBy":"officer-a",
                "approvedBy":%s,"items":[%s]}
               """
                .formatted(
                        UUID.randomUUID(),
                        command,
                        reason,
                        approvedBy.isEmpty() ? "null" : "\"" + approvedBy + "\"",
                        items);
    }

    private static String item(UUID person, String number) {
        return "{\"personId\":\"%s\",\"number\":\"%s\",\"otherPersonId\":\"%s\"}"
                .formatted(person, number, UUID.randomUUID());
    }

    private Answer reestablish(UUID person, String number, String sex, int year, String reason) {
        return api.asPopulationService()
                .post(REESTABLISHMENTS, reestablishment(person, number, sex, year, reason));
    }

    private static String reestablishment(
            UUID person, String number, String sex, int year, String reason) {
        return """
               {"requestId":"%s","personId":"%s","number":"%s","prefix":"001","sex":"%s","birthYear":%d,
                "reason":"%s","evidence":"QD-2","decision":"12/QD-C06","proposedBy":"officer-a","approvedBy":"chief"}
               """
                .formatted(UUID.randomUUID(), person, number, sex, year, reason);
    }
}
