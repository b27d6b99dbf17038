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
    void aPageOutsideItsBoundsIsRefused() {
        assertThat(ask("{\"after\": \"1\"}").code()).isEqualTo("number_malformed");
        assertThat(ask("{\"limit\": 10001}").code()).isEqualTo("limit_out_of_range");
        assertThat(ask("{\"limit\": 0}").code()).isEqualTo("limit_out_of_range");
    }

    private Api.Answer ask(String body) {
        return api.post(NUMBERS, api.internal("id-number-service"), body);
    }
}
