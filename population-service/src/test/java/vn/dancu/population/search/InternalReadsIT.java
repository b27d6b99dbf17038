package vn.dancu.population.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import vn.dancu.population.Api;
import vn.dancu.population.People;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

/** What sharing-service reads of people beyond a look-up, and that nobody else does. */
@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class InternalReadsIT {
    private static final String V1 = "/internal/population/v1/";

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @LocalServerPort private int port;

    private Api api;
    private People people;

    @BeforeEach
    void servicesAreThere() {
        api = new Api(tokens, port);
        people = new People(jdbc);
    }

    private Api.Answer ask(String path, String body) {
        return api.post(V1 + path, api.internal("sharing-service"), body);
    }

    private static String about(UUID person) {
        return "{\"personId\": \"%s\"}".formatted(person);
    }

    private static String relatives(UUID person, String... roles) {
        return "{\"personId\": \"%s\", \"roles\": [\"%s\"]}"
                .formatted(person, String.join("\", \"", roles));
    }

    private void protect(UUID person) {
        jdbc.sql("update person set protected = true where person_id = :id")
                .param("id", person)
                .update();
    }

    private long recorded(String action, UUID person) {
        return jdbc.sql(
                        """
                        select count(*) from audit_record
                        where action = :action and person_id = :person and client_id = 'vss'
                            and agency = 'G34' and purpose = 'test'
                        """)
                .param("action", action)
                .param("person", person)
                .query(Long.class)
                .single();
    }

    @ParameterizedTest
    @CsvSource({
        "relatives, card-issuance-service",
        "relatives, id-number-service",
        "household-members, card-issuance-service",
        "household-members, id-number-service",
        "extracts, card-issuance-service",
        "extracts, id-number-service",
        "lookups, card-issuance-service",
        "lookups, id-number-service",
        "numbers, sharing-service"
    })
    void otherServicesAreRefusedBeforeAnythingIsRead(String path, String service) {
        String body = about(UUID.randomUUID());
        Api.Answer answer = api.post(V1 + path, api.internal(service), body);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("service_not_agreed");
    }

    @ParameterizedTest
    @CsvSource({"relatives", "household-members", "extracts", "lookups"})
    void outsidersAreRefusedWhateverTheirScopes(String path) {
        String body = about(UUID.randomUUID());
        var officer = api.officer("chief", "VN", "population.read internal:population-service");
        assertThat(api.post(V1 + path, officer, body).status()).isEqualTo(401);
    }

    @Test
    void onlyTheRolesThatAreAskedForAreTold() {
        People.One father = people.someone();
        People.One child =
                people.someone(
                        """
                        {"father": {"name": "%s", "number": "%s"},
                         "mother": {"name": "Trần Thị Hoa", "nationality": "VN"}}"""
                                .formatted(father.name(), father.number()),
                        "0100100001");
        people.nameRelatives(child.id());

        JsonNode told = ask("relatives", relatives(child.id(), "father")).body().path("people");
        assertThat(told.size()).isEqualTo(1);
        assertThat(told.at("/0/role").asString()).isEqualTo("father");
        assertThat(told.at("/0/person/number").asString()).isEqualTo(father.number());
        assertThat(told.at("/0/person/dateOfBirth").asString()).isEqualTo("1980-03-15");
        assertThat(recorded("relatives_read", child.id())).isEqualTo(1);
        assertThat(recorded("relatives_read", father.id())).isEqualTo(1);

        JsonNode others =
                ask("relatives", relatives(father.id(), "children", "spouse"))
                        .body()
                        .path("people");
        assertThat(others.at("/0/role").asString()).isEqualTo("children");
        assertThat(others.at("/0/person/number").asString()).isEqualTo(child.number());
        assertThat(others.size()).isEqualTo(1);
    }

    @Test
    void badQuestionsAboutRelativesAreRefusedByName() {
        UUID person = people.someone().id();
        assertThat(ask("relatives", relatives(person, "cousin")).body().at("/errors/0/pointer"))
                .hasToString("\"/roles/0\"");
        assertThat(ask("relatives", "{\"personId\": \"" + person + "\", \"roles\": []}").status())
                .isEqualTo(422);
        assertThat(ask("relatives", relatives(UUID.randomUUID(), "father")).code())
                .isEqualTo("person_not_found");
        assertThat(ask("household-members", "{}").status()).isEqualTo(422);
        assertThat(ask("household-members", about(UUID.randomUUID())).code())
                .isEqualTo("person_not_found");
    }

    @Test
    void membersOfTheHouseholdAreToldWithWhatTheyAreToTheHead() {
        UUID head = people.someone().id();
        People.One wife = people.someone();
        var officer = api.officer("officer-hanoi", "01", "population.read population.write");
        Api.Answer formed =
                api.post(
                        "/population/v1/households",
                        officer,
                        """
                        {"head": "%s", "on": "2026-01-05", "evidence": "CT01-1", "place":
                         {"province": "01", "district": "001", "commune": "00001"},
                         "members": [{"personId": "%s", "relationship": {"code": "02"}}]}
                        """
                                .formatted(head, wife.id()));
        assertThat(formed.status()).as(formed.body().toString()).isEqualTo(201);

        JsonNode members = ask("household-members", about(wife.id())).body().path("people");
        assertThat(members.size()).isEqualTo(2);
        assertThat(members.valueStream().map(m -> m.path("role").asString()))
                .containsExactlyInAnyOrder("head", "member");
        assertThat(
                        members.valueStream()
                                .filter(m -> m.path("role").asString().equals("member"))
                                .map(m -> m.at("/person/number").asString()))
                .containsExactly(wife.number());
        assertThat(recorded("household_read", head)).isEqualTo(1);
    }

    @Test
    void ofAProtectedPersonThereIsNobodyAndThatIsNotTold() {
        People.One father = people.someone();
        People.One child =
                people.someone(
                        """
                        {"father": {"name": "%s", "number": "%s"}}"""
                                .formatted(father.name(), father.number()),
                        "0100100001");
        people.nameRelatives(child.id());
        protect(child.id());
        Api.Answer none = ask("relatives", relatives(child.id(), "father"));
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.body()).hasToString("{\"people\":[]}");
        assertThat(ask("household-members", about(child.id())).body())
                .hasToString("{\"people\":[]}");
    }

    @Test
    void extractsGoThroughATerritoryPageByPageWithoutProtectedPeople() {
        String commune = "3000900777";
        List<UUID> living = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            living.add(people.living(commune).id());
        }
        protect(living.removeLast());
        people.living("3000900778");

        List<String> told = new ArrayList<>();
        String after = "";
        int pages = 0;
        do {
            Api.Answer page =
                    ask(
                            "extracts",
                            """
                            {"province": "30", "district": "009", "commune": "00777",
                             "fields": ["number"], "limit": 3%s}
                            """
                                    .formatted(after));
            assertThat(page.status()).as(page.body().toString()).isEqualTo(200);
            page.body()
                    .path("people")
                    .forEach(
                            one -> {
                                told.add(one.path("personId").asString());
                                assertThat(one.path("person").propertyNames())
                                        .containsExactly("number");
                            });
            String next = page.body().path("next").asString("");
            after = next.isEmpty() ? "" : ", \"after\": \"" + next + "\"";
            assertThat(++pages).isLessThan(100);
        } while (!after.isEmpty());

        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(living.stream().map(UUID::toString).toList());
        assertThat(living).allSatisfy(one -> assertThat(recorded("extracted", one)).isEqualTo(1));
    }

    private List<String> extracted(String selection) {
        Api.Answer page =
                ask("extracts", "{\"fields\": [\"number\"], \"limit\": 1000, " + selection + "}");
        assertThat(page.status()).as(page.body().toString()).isEqualTo(200);
        return page.body()
                .path("people")
                .valueStream()
                .map(one -> one.at("/person/number").asString())
                .toList();
    }

    @Test
    void extractsSelectByNumbersYearsSexAndChangeAndAllThatIsGivenMustHold() {
        People.One old = people.living("3100100001");
        People.One young = people.living("3100100001");
        People.One woman = people.living("3100100001");
        jdbc.sql("update person set birth_year = 1950 where person_id = :id")
                .param("id", old.id())
                .update();
        jdbc.sql("update person set sex = 2 where person_id = :id")
                .param("id", woman.id())
                .update();
        jdbc.sql("update person set updated_at = '2030-01-01' where person_id = :id")
                .param("id", young.id())
                .update();
        String place = "\"province\": \"31\"";
        assertThat(extracted(place))
                .containsExactlyInAnyOrder(old.number(), young.number(), woman.number());
        assertThat(extracted(place + ", \"bornTo\": 1950")).containsExactly(old.number());
        assertThat(extracted(place + ", \"bornFrom\": 1951"))
                .containsExactlyInAnyOrder(young.number(), woman.number());
        assertThat(extracted(place + ", \"sex\": \"FEMALE\"")).containsExactly(woman.number());
        assertThat(extracted(place + ", \"changedSince\": \"2029-12-31T17:00:00Z\""))
                .containsExactly(young.number());
        assertThat(extracted(place + ", \"sex\": \"FEMALE\", \"bornTo\": 1950")).isEmpty();
        protect(old.id());
        assertThat(
                        extracted(
                                "\"numbers\": [\"%s\", \"%s\", \"001099999999\"]"
                                        .formatted(young.number(), old.number())))
                .containsExactly(young.number());
    }

    @Test
    void badQuestionsForExtractsAreRefusedByName() {
        assertThat(
                        ask(
                                        "extracts",
                                        """
                                        {"province": "30", "fields": ["secret"], "limit": 3}
                                        """)
                                .code())
                .isEqualTo("unknown_field_name");
        assertThat(
                        ask(
                                        "extracts",
                                        """
                                        {"province": "3%", "fields": ["number"], "limit": 1001}
                                        """)
                                .body()
                                .path("errors")
                                .size())
                .isEqualTo(2);
    }
}
