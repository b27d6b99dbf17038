package vn.dancu.population.civilstatus;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    @Autowired private HikariDataSource pool;
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
    void refusalsThatTellOfAPersonLeaveARecordAndOthersDoNot() {
        String person = newborn("refused");
        die("refused-1", person, "2300-01-01");
        assertThat(refusals(person)).isEmpty();

        die("refused-1", person, "2025-12-31");
        assertThat(die("refused-1", person, "2026-03-01").status()).isEqualTo(201);
        die("refused-2", person, "2026-03-01");

        assertThat(refusals(person)).containsExactly("death_before_birth", "already_dead");
    }

    @Test
    void moreRefusalsAtOnceThanConnectionsAreAllRecorded() throws Exception {
        String person = newborn("crowd");
        die("crowd", person, "2026-03-01");
        int connections = pool.getMaximumPoolSize();
        List<Callable<Api.Answer>> crowd = new ArrayList<>();
        for (int i = 0; i < 2 * connections; i++) {
            String entry = "crowd-" + i;
            crowd.add(() -> die(entry, person, "2026-03-01"));
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Api.Answer> answer : threads.invokeAll(crowd)) {
                assertThat(answer.get().code()).isEqualTo("already_dead");
            }
        }

        assertThat(refusals(person)).hasSize(2 * connections);
    }

    private List<String> refusals(String person) {
        return jdbc.sql(
                        """
                        select outcome from audit_record
                        where action = 'death_refused' and person_id = cast(:id as uuid)
                            and client_id = 'moj'
                        order by id
                        """)
                .param("id", person)
                .query(String.class)
                .list();
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
