package vn.dancu.population.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.population.Api;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class NumbersIT {
    private static final String NUMBERS = "/internal/population/v1/numbers";

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @LocalServerPort private int port;

    private Api api;

    @BeforeEach
    void numbersAreOnRecord() {
        api = new Api(tokens, port);
        for (int i = 0; i < 5; i++) {
            jdbc.sql("insert into person_by_number values (:number, :id) on conflict do nothing")
                    .param("number", "99999000000" + i)
                    .param("id", new UUID(0, i + 1))
                    .update();
        }
    }

    @Test
    void allNumbersAreGivenInTheirOrderPageByPage() {
        Api.Answer first = ask("{\"after\": \"999989999999\", \"limit\": 3}");
        Api.Answer second =
                ask(
                        "{\"after\": \"%s\", \"limit\": 3}"
                                .formatted(first.body().path("next").asString()));

        assertThat(first.status()).isEqualTo(200);
        assertThat(
                        first.body()
                                .path("items")
                                .valueStream()
                                .map(item -> item.path("number").asString()))
                .containsExactly("999990000000", "999990000001", "999990000002");
        assertThat(
                        second.body()
                                .path("items")
                                .valueStream()
                                .map(item -> item.path("personId").asString()))
                .containsExactly(new UUID(0, 4).toString(), new UUID(0, 5).toString());
        assertThat(second.body().has("next")).isFalse();
    }

    @Test
    void aFormerNumberIsToldWithTheOneItLeadsToAndWhyThatIsSuspended() {
        UUID person = UUID.fromString("00000000-0000-4000-8000-0000000009f1");
        jdbc.sql(
                        """
                        insert into person (person_id, version, status, number, number_status,
                            name, name_key, birth_year, sex, birth_registration, origin,
                            ethnicity, nationality, marital_status, relatives, registered_at,
                            updated_at)
                        values (:id, 1, 'DEAD', '999990000012', 'SUSPENDED',
                            'Tran Van Mau', 'tran van mau', 1950, 0, '0100100001', '0100100001',
                            '01', 'VN', 0, '{}', now(), now())
                        """)
                .param("id", person)
                .update();
        for (String number : new String[] {"999990000011", "999990000012"}) {
            jdbc.sql("insert into person_by_number values (:number, :id)")
                    .param("number", number)
                    .param("id", person)
                    .update();
        }
        try {
            Api.Answer page = ask("{\"after\": \"999990000010\", \"limit\": 2}");

            for (int i = 0; i < 2; i++) {
                assertThat(page.body().at("/items/" + i + "/number").asString())
                        .isEqualTo("99999000001" + (i + 1));
                assertThat(page.body().at("/items/" + i + "/currentNumber").asString())
                        .isEqualTo("999990000012");
                assertThat(page.body().at("/items/" + i + "/suspension").asString())
                        .isEqualTo("died");
            }
        } finally {
            jdbc.sql("delete from person_by_number where person_id = :id")
                    .param("id", person)
                    .update();
            jdbc.sql("delete from person where person_id = :id").param("id", person).update();
        }
    }

    @Test
    void aPageOutsideItsBoundsIsRefused() {
        assertThat(ask("{\"after\": \"1\"}").code()).isEqualTo("number_malformed");
        assertThat(ask("{\"limit\": 10001}").code()).isEqualTo("limit_out_of_range");
        assertThat(ask("{\"limit\": 0}").code()).isEqualTo("limit_out_of_range");
    }

    private Api.Answer ask(String body) {
        return api.post(NUMBERS, api.internal("id-number-service"), body);
    }
}
