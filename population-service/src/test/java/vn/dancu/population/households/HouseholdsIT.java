package vn.dancu.population.households;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import vn.dancu.population.Api;
import vn.dancu.population.Contracts;
import vn.dancu.population.People;
import vn.dancu.population.Topic;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestBroker;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class HouseholdsIT {
    private static final String HOUSEHOLDS = "/population/v1/households";
    private static final String PLACE =
            "{\"province\": \"01\", \"district\": \"001\", \"commune\": \"00001\"}";

    @Autowired private TestTokens tokens;
    @Autowired private TestBroker broker;
    @Autowired private JdbcClient jdbc;
    @LocalServerPort private int port;

    private final LocalDate today = LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh"));
    private Api api;
    private People people;
    private HttpHeaders hanoi;

    @BeforeEach
    void officersAreAtWork() {
        api = new Api(tokens, port);
        people = new People(jdbc);
        hanoi =
                api.officer(
                        "officer-hanoi", "01", "population.read population.write population.death");
    }

    private static String member(UUID person, String code) {
        return "{\"personId\": \"%s\", \"relationship\": {\"code\": \"%s\"}}"
                .formatted(person, code);
    }

    private Api.Answer form(LocalDate on, UUID head, String... members) {
        return api.post(
                HOUSEHOLDS,
                hanoi,
                """
                {"head": "%s", "place": %s, "on": "%s", "members": [%s], "evidence": "CT01-1"}
                """
                        .formatted(head, PLACE, on, String.join(",", members)));
    }

    private String formed(LocalDate on, UUID head, String... members) {
        Api.Answer answer = form(on, head, members);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.body().path("householdId").asString();
    }

    private Api.Answer join(String household, UUID person, LocalDate on, String more) {
        return api.post(
                HOUSEHOLDS + "/" + household + "/members",
                hanoi,
                """
                {"personId": "%s", "relationship": {"code": "12"}, "on": "%s",
                 "evidence": "CT01-2"%s}
                """
                        .formatted(person, on, more));
    }

    private Api.Answer leave(String household, UUID person, LocalDate on, String more) {
        return api.post(
                HOUSEHOLDS + "/" + household + "/departures",
                hanoi,
                """
                {"personIds": ["%s"], "on": "%s", "evidence": "CT01-3"%s}
                """
                        .formatted(person, on, more));
    }

    private JsonNode record(UUID person) {
        return api.get("/population/v1/persons/" + person, hanoi).body();
    }

    private JsonNode household(String id) {
        return api.get(HOUSEHOLDS + "/" + id, hanoi).body();
    }

    private JsonNode householdOf(UUID person) {
        return api.get("/population/v1/persons/" + person + "/household", hanoi).body();
    }

    @Test
    void membersRecordsNameTheHeadAndWhatTheyAreToIt() {
        UUID head = people.someone().id();
        UUID wife = people.someone().id();
        String id = formed(today.minusDays(10), head, member(wife, "02"));
        assertThat(record(wife).path("householdHead").path("personId").asString())
                .isEqualTo(head.toString());
        assertThat(record(wife).path("relationshipToHead").asString()).isEqualTo("Vợ");
        assertThat(record(head).path("relationshipToHead").asString()).isEqualTo("Chủ hộ");
        assertThat(householdOf(wife).path("householdId").asString()).isEqualTo(id);
        assertThat(householdOf(wife).path("members").size()).isEqualTo(2);
        try (Topic facts = new Topic(broker.bootstrapServers(), "population.households.v1")) {
            var fact = facts.await(m -> m.key().equals(id));
            Contracts.assertMatches(
                    fact.value(), "population/population.household-changed.v1.schema.json");
            assertThat(fact.value()).doesNotContain("Nguyễn");
        }
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from audit_record
                                        where action = 'household_read' and person_id = :head
                                            and purpose = 'test'
                                        """)
                                .param("head", head)
                                .query(Integer.class)
                                .single())
                .isPositive();
    }

    @Test
    void oneHouseholdForAPersonAtATime() {
        UUID one = people.someone().id();
        UUID other = people.someone().id();
        String first = formed(today.minusDays(10), one);
        formed(today.minusDays(10), other);
        assertThat(form(today, one).code()).isEqualTo("already_in_household");
        assertThat(join(first, other, today, "").code()).isEqualTo("already_in_household");
        Api.Answer transferred = join(first, other, today, ", \"transfer\": true");
        assertThat(transferred.status()).as(transferred.body().toString()).isEqualTo(200);
        assertThat(household(first).path("members").size()).isEqualTo(2);
        assertThat(record(other).path("householdHead").path("personId").asString())
                .isEqualTo(one.toString());
    }

    @Test
    void ofTwoJoinsAtOnceExactlyOneWins() throws Exception {
        for (int round = 0; round < 5; round++) {
            String one = formed(today.minusDays(10), people.someone().id());
            String other = formed(today.minusDays(10), people.someone().id());
            UUID person = people.someone().id();
            List<Callable<Api.Answer>> both =
                    List.of(
                            () -> join(one, person, today, ""),
                            () -> join(other, person, today, ""));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<String> outcomes =
                        threads.invokeAll(both).stream()
                                .map(
                                        answer ->
                                                answer.resultNow().status() == 200
                                                        ? "joined"
                                                        : answer.resultNow().code())
                                .toList();
                assertThat(outcomes).containsExactlyInAnyOrder("joined", "already_in_household");
            }
        }
    }

    @Test
    void databaseItselfRefusesASecondHousehold() {
        UUID person = people.someone().id();
        formed(today.minusDays(10), person);
        assertThatThrownBy(
                        () ->
                                jdbc.sql(
                                                """
                                                insert into household_member (person_id,
                                                    membership_id, household_id, relationship,
                                                    held, evidence, recorded_by, recorded_at)
                                                values (:person, gen_random_uuid(),
                                                    gen_random_uuid(), '12',
                                                    daterange(current_date, null), 'x', 'x', now())
                                                """)
                                        .param("person", person)
                                        .update())
                .hasMessageContaining("exclusion constraint");
    }

    @Test
    void headWhoLeavesIsReplacedAndTheLastWhoLeavesEndsIt() {
        UUID head = people.someone().id();
        UUID son = people.someone().id();
        UUID daughter = people.someone().id();
        String id = formed(today.minusDays(10), head, member(son, "12"), member(daughter, "12"));
        assertThat(leave(id, head, today.minusDays(5), "").code()).isEqualTo("new_head_required");
        assertThat(leave(id, head, today.minusDays(5), ", \"newHead\": \"" + son + "\"").status())
                .isEqualTo(200);
        assertThat(record(head).has("householdHead")).isFalse();
        assertThat(record(daughter).path("householdHead").path("personId").asString())
                .isEqualTo(son.toString());
        assertThat(record(daughter).has("relationshipToHead")).isFalse();
        assertThat(
                        api.post(
                                        HOUSEHOLDS + "/" + id + "/relationship",
                                        hanoi,
                                        """
                                        {"personId": "%s", "evidence": "CT01-6",
                                         "relationship": {"code": "99", "text": "em gái"}}
                                        """
                                                .formatted(daughter))
                                .status())
                .isEqualTo(200);
        assertThat(record(daughter).path("relationshipToHead").asString()).isEqualTo("em gái");
        assertThat(leave(id, daughter, today.minusDays(6), "").code())
                .isEqualTo("before_last_change");
        leave(id, daughter, today.minusDays(4), "");
        assertThat(leave(id, son, today, "").status()).isEqualTo(200);
        assertThat(household(id).path("endedOn").asString()).isEqualTo(today.toString());
        assertThat(household(id).path("former").size()).isEqualTo(3);
        assertThat(join(id, head, today, "").code()).isEqualTo("household_ended");
    }

    @Test
    void splittingFormsAHouseholdOfThoseWhoLeave() {
        UUID head = people.someone().id();
        UUID son = people.someone().id();
        UUID wife = people.someone().id();
        String id = formed(today.minusDays(10), head, member(son, "12"), member(wife, "14"));
        Api.Answer split =
                api.post(
                        HOUSEHOLDS + "/" + id + "/split",
                        hanoi,
                        """
                        {"head": "%s", "members": [%s], "place": %s, "on": "%s",
                         "fileNumber": "HN-%s", "evidence": "CT01-5"}
                        """
                                .formatted(
                                        son,
                                        member(wife, "02"),
                                        PLACE,
                                        today,
                                        son.toString().substring(0, 8)));
        assertThat(split.status()).as(split.body().toString()).isEqualTo(201);
        assertThat(record(wife).path("householdHead").path("personId").asString())
                .isEqualTo(son.toString());
        assertThat(record(wife).path("relationshipToHead").asString()).isEqualTo("Vợ");
        // The law of 2014 does not show this line; it is kept all the same.
        assertThat(
                        jdbc.sql(
                                        """
                                        select further ->> 'residenceFileNumber' from person
                                        where person_id = :id
                                        """)
                                .param("id", wife)
                                .query(String.class)
                                .single())
                .startsWith("HN-");
        assertThat(household(id).path("members").size()).isEqualTo(1);
        assertThat(
                        household(split.body().path("householdId").asString())
                                .path("splitFrom")
                                .asString())
                .isEqualTo(id);
    }

    @Test
    void deathOfTheHeadAsksForANewOne() {
        UUID head = people.someone().id();
        UUID wife = people.someone().id();
        String id = formed(today.minusDays(10), head, member(wife, "02"));
        HttpHeaders moj = api.as("moj", "population.death population.civil-status");
        Api.Answer death =
                api.post(
                        "/population/v1/deaths",
                        moj,
                        """
                        {"entry": {"office": "00001", "book": "T/2026", "number": "%s"},
                         "personId": "%s", "date": "%s"}
                        """
                                .formatted(
                                        head.toString().substring(0, 8), head, today.minusDays(1)));
        assertThat(death.status()).as(death.body().toString()).isEqualTo(201);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> household(id).path("headless").asBoolean());
        assertThat(
                        api.get(HOUSEHOLDS + "/without-head", hanoi)
                                .body()
                                .path("items")
                                .valueStream()
                                .map(item -> item.path("householdId").asString()))
                .contains(id);
        assertThat(join(id, people.someone().id(), today, "").code())
                .isEqualTo("household_headless");
        assertThat(
                        api.post(
                                        HOUSEHOLDS + "/" + id + "/head",
                                        hanoi,
                                        """
                                        {"head": "%s", "on": "%s", "evidence": "CT01-7"}
                                        """
                                                .formatted(wife, today))
                                .status())
                .isEqualTo(200);
        assertThat(record(wife).path("relationshipToHead").asString()).isEqualTo("Chủ hộ");
        assertThat(join(id, head, today, "").code()).isEqualTo("person_dead");
    }

    @Test
    void householdOfSurveyCardsIsShownAndRegisteredWhenAsked() {
        People.One head = people.someone();
        String named =
                """
                {"householdHead": {"name": "%s", "number": "%s"}, "relationshipToHead": "%s"}""";
        UUID wife =
                people.someone(named.formatted(head.name(), head.number(), "Vợ"), "0100100001")
                        .id();
        UUID guest =
                people.someone(named.formatted(head.name(), head.number(), "bạn"), "0100100001")
                        .id();
        people.nameRelatives(wife, guest);
        JsonNode byCards = householdOf(guest);
        assertThat(byCards.path("source").asString()).isEqualTo("CARDS");
        assertThat(byCards.path("members").size()).isEqualTo(3);
        assertThat(form(today, head.id()).code()).isEqualTo("heads_others");
        Api.Answer registered =
                api.post(
                        HOUSEHOLDS,
                        hanoi,
                        """
                        {"head": "%s", "fromCards": true, "place": %s, "on": "%s",
                         "evidence": "DC01"}
                        """
                                .formatted(head.id(), PLACE, today));
        assertThat(registered.status()).as(registered.body().toString()).isEqualTo(201);
        assertThat(householdOf(guest).path("source").asString()).isEqualTo("REGISTERED");
        assertThat(record(wife).path("relationshipToHead").asString()).isEqualTo("Vợ");
        assertThat(record(guest).path("relationshipToHead").asString()).isEqualTo("bạn");
    }

    @Test
    void badInputIsRefusedAndLeavesNothing() {
        UUID head = people.someone().id();
        UUID other = people.someone().id();
        assertThat(form(today, head, member(head, "12")).code()).isEqualTo("member_twice");
        assertThat(form(today, head, member(other, "01")).code()).isEqualTo("one_head");
        assertThat(form(today, head, member(other, "98")).code()).isEqualTo("unknown_relationship");
        assertThat(form(today, head, member(other, "99")).code())
                .isEqualTo("relationship_text_missing");
        assertThat(form(today.plusDays(1), head).code()).isEqualTo("date_in_future");
        assertThat(form(today, UUID.randomUUID()).code()).isEqualTo("person_not_found");
        assertThat(join(UUID.randomUUID().toString(), head, today, "").code())
                .isEqualTo("household_not_found");
        HttpHeaders saigon = api.officer("officer-saigon", "79", "population.write");
        assertThat(
                        api.post(
                                        HOUSEHOLDS,
                                        saigon,
                                        """
                                        {"head": "%s", "place": %s, "on": "%s",
                                         "evidence": "CT01-1"}
                                        """
                                                .formatted(head, PLACE, today))
                                .code())
                .isEqualTo("outside_territory");
        HttpHeaders themselves = api.officer("o", "01", "population.write", head);
        assertThat(
                        api.post(
                                        HOUSEHOLDS,
                                        themselves,
                                        """
                                        {"head": "%s", "place": %s, "on": "%s",
                                         "evidence": "CT01-1"}
                                        """
                                                .formatted(head, PLACE, today))
                                .code())
                .isEqualTo("own_record");
        assertThat(
                        jdbc.sql("select count(*) from household_member where person_id = :id")
                                .param("id", head)
                                .query(Integer.class)
                                .single())
                .isZero();
        assertThat(record(head).path("version").asLong()).isEqualTo(1);
    }

    @Test
    void whateverIsCommandedMembersAndRecordsAgree() {
        Random random = new Random(59);
        List<UUID> everybody = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            everybody.add(people.someone().id());
        }
        List<String> households = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            UUID one = everybody.get(random.nextInt(everybody.size()));
            UUID other = everybody.get(random.nextInt(everybody.size()));
            String household =
                    households.isEmpty()
                            ? UUID.randomUUID().toString()
                            : households.get(random.nextInt(households.size()));
            String newHead = random.nextBoolean() ? ", \"newHead\": \"" + other + "\"" : "";
            Api.Answer answer =
                    switch (random.nextInt(5)) {
                        case 0 -> form(today, one);
                        case 1 -> join(household, one, today, "");
                        case 2 -> join(household, one, today, ", \"transfer\": true");
                        case 3 -> leave(household, one, today, newHead);
                        default ->
                                api.post(
                                        HOUSEHOLDS + "/" + household + "/head",
                                        hanoi,
                                        "{\"head\": \"%s\", \"on\": \"%s\", \"evidence\": \"x\"}"
                                                .formatted(one, today));
                    };
            assertThat(answer.status()).as(answer.body().toString()).isLessThan(500);
            if (answer.status() == 201) {
                households.add(answer.body().path("householdId").asString());
            }
            everybody.forEach(this::assertRecordAgrees);
        }
        assertThat(households).hasSizeGreaterThan(3);
    }

    private void assertRecordAgrees(UUID person) {
        JsonNode household = householdOf(person);
        boolean registered = household.path("source").asString().equals("REGISTERED");
        assertThat(record(person).path("householdHead").path("personId").asString(""))
                .isEqualTo(registered ? household.path("head").asString() : "");
        if (registered) {
            assertThat(
                            household
                                    .path("members")
                                    .valueStream()
                                    .filter(m -> m.at("/relationship/code").asString().equals("01"))
                                    .map(m -> m.path("personId").asString()))
                    .containsExactly(household.path("head").asString());
        }
    }
}
