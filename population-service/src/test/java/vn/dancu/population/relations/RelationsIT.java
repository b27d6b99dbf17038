package vn.dancu.population.relations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.dancu.population.Api;
import vn.dancu.population.People;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.WritingRights;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class RelationsIT {
    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @Autowired private Persons persons;
    @Autowired private WritingRights rights;
    @Autowired private TransactionTemplate transactions;
    @LocalServerPort private int port;

    private Api api;
    private People people;
    private HttpHeaders officer;

    @BeforeEach
    void officersAreAtWork() {
        api = new Api(tokens, port);
        people = new People(jdbc);
        officer = api.officer("officer-hanoi", "01", "population.read population.write");
    }

    private JsonNode relatives(UUID person) {
        Api.Answer answer = api.get("/population/v1/persons/" + person + "/relatives", officer);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private People.One naming(String line, People.One relative) {
        People.One one =
                people.someone(
                        """
                        {"%s": {"name": "%s", "number": "%s"}}"""
                                .formatted(line, relative.name(), relative.number()),
                        "0100100001");
        people.nameRelatives(one.id());
        return one;
    }

    @Test
    void childrenFollowFromTheRecordsThatNameTheirParents() {
        People.One father = people.someone();
        People.One child = naming("father", father);
        assertThat(relatives(child.id()).at("/father/personId").asString())
                .isEqualTo(father.id().toString());
        assertThat(relatives(child.id()).at("/father/linkedBy").asString()).isEqualTo("NUMBER");
        assertThat(relatives(father.id()).at("/children/0/personId").asString())
                .isEqualTo(child.id().toString());

        // The child's record is corrected: the parent's side follows without being told.
        jdbc.sql("update person set relatives = '{}' where person_id = :id")
                .param("id", child.id())
                .update();
        assertThat(relatives(father.id()).has("children")).isFalse();
    }

    @Test
    void spouseIsFoundFromEitherRecordAndWhoIsNotOnRecordIsText() {
        People.One husband = people.someone();
        People.One wife = naming("spouse", husband);
        assertThat(relatives(husband.id()).at("/spouse/personId").asString())
                .isEqualTo(wife.id().toString());
        People.One orphan =
                people.someone(
                        """
                        {"mother": {"name": "Trần Thị Hoa", "nationality": "VN"}}""",
                        "0100100001");
        JsonNode mother = relatives(orphan.id()).path("mother");
        assertThat(mother.path("name").asString()).isEqualTo("Trần Thị Hoa");
        assertThat(mother.has("personId")).isFalse();
    }

    @Test
    void readsNeedAPurposeAndLeaveARecordOfEachPersonShown() {
        People.One father = people.someone();
        People.One child = naming("father", father);
        relatives(child.id());
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from audit_record
                                        where action = 'relatives_read' and person_id = :id
                                            and purpose = 'test'
                                        """)
                                .param("id", father.id())
                                .query(Integer.class)
                                .single())
                .isEqualTo(1);
        assertThat(
                        api.get(
                                        "/population/v1/persons/" + child.id() + "/relatives",
                                        api.withoutPurpose("officer-hanoi", "population.read"))
                                .code())
                .isEqualTo("purpose_missing");
        assertThat(
                        api.get(
                                        "/population/v1/persons/"
                                                + UUID.randomUUID()
                                                + "/relatives",
                                        officer)
                                .code())
                .isEqualTo("person_not_found");
    }

    @Test
    void nearRelativesAreToldFromStrangers() {
        People.One father = people.someone();
        People.One son = naming("father", father);
        People.One daughter = naming("father", father);
        People.One stranger = people.someone();
        assertThat(areNear(father, son)).isTrue();
        assertThat(areNear(son, father)).isTrue();
        assertThat(areNear(son, daughter)).isTrue();
        assertThat(areNear(son, stranger)).isFalse();
        People.One tenant = naming("householdHead", stranger);
        People.One otherTenant = naming("householdHead", stranger);
        assertThat(areNear(tenant, otherTenant)).isTrue();
    }

    private boolean areNear(People.One one, People.One other) {
        return Boolean.TRUE.equals(
                transactions.execute(
                        status ->
                                rights.areNear(
                                        persons.find(one.id()).orElseThrow(),
                                        persons.find(other.id()).orElseThrow())));
    }
}
