package vn.dancu.idnumber.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.IdNumberIT;

@IdNumberIT
class VerificationIT {
    private static final String PATH = "/id-numbers/v1/verifications";

    @Autowired Api api;
    @Autowired JdbcClient jdbc;

    @ParameterizedTest
    @CsvSource({
        "035157000001,active,true",
        "035157000002,suspended,false",
        "035157000003,cancelled,false",
        "035157000004,reestablished,false"
    })
    void anIssuedNumberIsActiveInOneStateOnly(String number, String state, boolean active) {
        jdbc.sql(
                        """
                        insert into number (number, item_id, issued_at, origin, state)
                        values (:number, :item, now(), 'registered', :state)
                        """)
                .param("number", Long.valueOf(number))
                .param("item", UUID.randomUUID())
                .param("state", state)
                .update();

        Answer answer = verify(number);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString())
                .isEqualTo("{\"wellFormed\":true,\"issued\":true,\"active\":%s}".formatted(active));
    }

    @Test
    void manyNumbersAreVerifiedAtOnceInTheirOrder() {
        jdbc.sql(
                        """
                        insert into number (number, item_id, issued_at, origin, state)
                        values (35157000011, :a, now(), 'assigned', 'active'),
                               (35157000012, :b, now(), 'assigned', 'cancelled')
                        """)
                .param("a", UUID.randomUUID())
                .param("b", UUID.randomUUID())
                .update();

        Answer answer =
                api.as("idnumber.read")
                        .post(
                                "/id-numbers/v1/bulk-verifications",
                                """
                                {"numbers":["035157000012","x",null,"035157000011","035157000019"]}
                                """);

        assertThat(answer.body().get("items").valueStream().map(Object::toString))
                .containsExactly(
                        "{\"wellFormed\":true,\"issued\":true,\"active\":false}",
                        "{\"wellFormed\":false,\"issued\":false,\"active\":false}",
                        "{\"wellFormed\":false,\"issued\":false,\"active\":false}",
                        "{\"wellFormed\":true,\"issued\":true,\"active\":true}",
                        "{\"wellFormed\":true,\"issued\":false,\"active\":false}");
    }

    @Test
    void tenThousandNumbersAreVerifiedAtOnceAndNotOneMore() {
        String numbers = "\"035157000013\",".repeat(9_999) + "\"035157000013\"";
        String path = "/id-numbers/v1/bulk-verifications";

        Answer full = api.as("idnumber.read").post(path, "{\"numbers\":[" + numbers + "]}");
        Answer over = api.as("idnumber.read").post(path, "{\"numbers\":[" + numbers + ",\"1\"]}");

        assertThat(full.body().get("items")).hasSize(10_000);
        assertThat(over.status()).isEqualTo(422);
        assertThat(over.text("/code")).isEqualTo("items_count");
        assertThat(api.as("idnumber.assign").post(path, "{}").status()).isEqualTo(403);
    }

    @Test
    void aNumberThatNobodyHasIsWellFormedAndNotIssued() {
        assertThat(verify("035157999999").body().toString())
                .isEqualTo("{\"wellFormed\":true,\"issued\":false,\"active\":false}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "0351579999999", "03515799999x", "٠٣٥١٥٧٩٩٩٩٩٩"})
    void aTextThatIsNoNumberIsNotWellFormed(String text) {
        assertThat(verify(text).body().toString())
                .isEqualTo("{\"wellFormed\":false,\"issued\":false,\"active\":false}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {}                               | 422 | missing_field
                    {"number":null}                  | 422 | missing_field
                    {"number":35157000001}           | 400 | wrong_type
                    {"number":"1","name":"x"}        | 400 | unknown_field
                    {"number":"0351570000\\u00001"}  | 400 | control_character
                    {"number"                        | 400 | malformed_json
                    """)
    void badInputIsRefused(String body, int status, String code) {
        Answer answer = api.as("idnumber.read").post(PATH, body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("/code")).isEqualTo(code);
    }

    @Test
    void verificationNeedsItsScope() {
        assertThat(api.as("idnumber.assign").post(PATH, "{}").status()).isEqualTo(403);
        assertThat(api.anonymous().post(PATH, "{}").status()).isEqualTo(401);
    }

    private Answer verify(String text) {
        return api.as("idnumber.read").post(PATH, "{\"number\":\"" + text + "\"}");
    }
}
