package vn.dancu.population.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import vn.dancu.population.Api;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class SearchPagesIT {
    private static final int NAMESAKES = 45;

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @LocalServerPort private int port;

    @Test
    void pagesShowEveryNamesakeOnce() {
        jdbc.sql(
                        """
                        insert into person (person_id, version, status, number_status, name,
                            name_key, birth_year, sex, birth_registration, origin, ethnicity,
                            nationality, marital_status, relatives, registered_at, updated_at)
                        select gen_random_uuid(), 1, 'ALIVE', 'AWAITING', 'Phạm Văn Trang',
                            'PHAM VAN TRANG', 1950 + n % 7, 1, '01', '01', '1', 'VN', 0, '{}',
                            now(), now()
                        from generate_series(1, :namesakes) n
                        """)
                .param("namesakes", NAMESAKES)
                .update();
        Api api = new Api(tokens, port);
        List<String> shown = new ArrayList<>();
        String after = "";
        do {
            Api.Answer page =
                    api.post(
                            "/population/v1/persons/search",
                            api.as("officer-hanoi", "population.read"),
                            """
                            {"name": "pham van trang", "limit": 10%s}
                            """
                                    .formatted(
                                            after.isEmpty()
                                                    ? ""
                                                    : ", \"after\": \"" + after + "\""));
            assertThat(page.status()).isEqualTo(200);
            for (JsonNode person : page.body().path("items")) {
                shown.add(person.path("personId").asString());
            }
            after = page.body().path("next").asString("");
        } while (!after.isEmpty());
        assertThat(shown).hasSize(NAMESAKES);
        assertThat(new HashSet<>(shown)).hasSize(NAMESAKES);
    }

    @Test
    void inventedCursorIsRefused() {
        Api api = new Api(tokens, port);
        Api.Answer answer =
                api.post(
                        "/population/v1/persons/search",
                        api.as("officer-hanoi", "population.read"),
                        "{\"name\": \"an\", \"after\": \"tomorrow\"}");
        assertThat(answer.status()).isEqualTo(422);
    }
}
