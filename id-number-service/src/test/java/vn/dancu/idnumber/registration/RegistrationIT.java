package vn.dancu.idnumber.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.IdNumberIT;

@IdNumberIT
class RegistrationIT {
    private static final String PATH = "/internal/id-numbers/v1/registrations";

    @Autowired Api api;
    @Autowired JdbcClient jdbc;

    @Test
    void aNumberIssuedElsewhereIsRegisteredForItsItemAlone() {
        UUID owner = UUID.randomUUID();

        assertThat(register(owner, "031216000001").text("/items/0/outcome"))
                .isEqualTo("registered");
        assertThat(register(owner, "031216000001").text("/items/0/outcome"))
                .isEqualTo("registered");
        Answer other = register(UUID.randomUUID(), "031216000001");
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.text("/items/0/outcome")).isEqualTo("conflict");
    }

    @ParameterizedTest
    @CsvSource({
        "03121600000,number_malformed",
        "0312160000011,number_malformed",
        "03121600000a,number_malformed",
        "'',number_malformed"
    })
    void aTextThatIsNoNumberIsRefusedAndNotRepeated(String number, String code) {
        Answer answer = register(UUID.randomUUID(), number);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("/errors/0/code")).isEqualTo(code);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/items/0/number");
        if (!number.isEmpty()) {
            assertThat(answer.body().toString()).doesNotContain(number);
        }
    }

    @Test
    void oneBadItemKeepsTheWholeBatchOut() {
        String good = item(UUID.randomUUID(), "033216000001");
        String bad = item(UUID.randomUUID(), "1");

        Answer answer = api.asPopulationService().post(PATH, batch(good + "," + bad));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(
                        jdbc.sql("select count(*) from number where number = 33216000001")
                                .query(Integer.class)
                                .single())
                .isZero();
    }

    @Test
    void nobodyOutsideBringsNumbers() {
        String body = batch(item(UUID.randomUUID(), "031216000002"));

        assertThat(api.as("idnumber.assign").post(PATH, body).status()).isIn(401, 403);
        assertThat(api.anonymous().post(PATH, body).status()).isEqualTo(401);
    }

    private Answer register(UUID item, String number) {
        return api.asPopulationService().post(PATH, batch(item(item, number)));
    }

    private static String batch(String items) {
        return "{\"requestId\":\"%s\",\"items\":[%s]}".formatted(UUID.randomUUID(), items);
    }

    private static String item(UUID item, String number) {
        return "{\"itemId\":\"%s\",\"number\":\"%s\"}".formatted(item, number);
    }
}
