package vn.dancu.population.civilstatus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.population.Api;
import vn.dancu.population.Contracts;
import vn.dancu.population.Topic;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestBroker;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class DeathsIT {
    @Autowired private TestTokens tokens;
    @Autowired private TestBroker broker;
    @Autowired private JdbcClient jdbc;
    @LocalServerPort private int port;

    private Api api;
    private HttpHeaders moj;

    @BeforeEach
    void openTheDoor() {
        api = new Api(tokens, port);
        moj = api.as("moj", "population.birth population.death population.read");
    }

    private String newborn(String entry) {
        return api.post(
                        "/population/v1/births",
                        moj,
                        """
                        {"entry": {"office": "00001", "book": "D/2026", "number": "%s"},
                         "child": {"name": "Lê Văn Minh", "dateOfBirth": "2026-01-15",
                           "sex": "MALE", "birthRegistrationPlace": {"province": "01"},
                           "origin": {"province": "01"}, "ethnicity": "1", "nationality": "VN"}}
                        """
                                .formatted(entry))
                .body()
                .path("personId")
                .asString();
    }

    private Api.Answer die(String entry, String person, String date) {
        return api.post(
                "/population/v1/deaths",
                moj,
                """
                {"entry": {"office": "00001", "book": "T/2026", "number": "%s"},
                 "personId": "%s", "date": "%s"}
                """
                        .formatted(entry, person, date));
    }

    @Test
    void deathIsRecordedToldAndKeptAsHistory() {
        String person = newborn("1");
        Api.Answer answer = die("1", person, "2026-03-01");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(
                        api.get("/population/v1/persons/" + person, moj)
                                .body()
                                .path("status")
                                .asString())
                .isEqualTo("DEAD");
        try (Topic facts = new Topic(broker.bootstrapServers(), "population.persons.v1")) {
            var fact =
                    facts.await(
                            m ->
                                    m.key().equals(person)
                                            && m.value().contains("population.person-died.v1"));
            Contracts.assertMatches(
                    fact.value(), "population/population.person-died.v1.schema.json");
        }
        assertThat(
                        jdbc.sql(
                                        """
                                        select superseded ->> 'status' from person_version
                                        where person_id = cast(:id as uuid) and cause = 'death_registered'
                                        """)
                                .param("id", person)
                                .query(String.class)
                                .single())
                .isEqualTo("ALIVE");
    }

    @Test
    void sameEntryAgainIsTheSameDeathAndAnotherEntryIsRefused() {
        String person = newborn("2");
        Api.Answer first = die("2", person, "2026-03-01");
        assertThat(die("2", person, "2026-03-01").body()).isEqualTo(first.body());
        assertThat(die("2", person, "2026-03-02").code()).isEqualTo("death_entry_differs");
        assertThat(die("3", person, "2026-03-01").code()).isEqualTo("already_dead");
    }

    @Test
    void impossibleDeathsAreRefusedAndLeaveNothing() {
        String person = newborn("4");
        assertThat(die("4", person, "2025-12-31").code()).isEqualTo("death_before_birth");
        assertThat(die("4", person, "2300-01-01").code()).isEqualTo("date_in_future");
        assertThat(die("4", "00000000-0000-0000-0000-000000000000", "2026-02-01").code())
                .isEqualTo("person_not_found");
        assertThat(die("4", person, "2026-03-01").status()).isEqualTo(201);
    }
}
