package vn.dancu.idnumber.osia;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.Contracts;
import vn.dancu.idnumber.IdNumberIT;

/** The interface as {@code contracts/id-number/osia-uin.schema.json} says. */
@IdNumberIT
class UinIT {
    private static final String PATH = "/osia/uin/v1/uin";

    private static final String NEWBORN =
            """
            {"firstName":"An","lastName":"Nguyen","dateOfBirth":"2021-02-26","gender":"F",
             "birthRegistrationPlace":"01","weight":3.2,"twin":false}
            """;

    @Autowired Api api;
    @Autowired JdbcClient jdbc;

    @Test
    void attributesAreAnsweredWithANumberAsAJsonString() {
        Answer answer = generate("T-" + UUID.randomUUID(), NEWBORN);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.body().isString()).isTrue();
        assertThat(answer.body().asString()).matches("001321[0-9]{6}");
        Contracts.assertKept("osia-uin", answer.body().toString());
    }

    @Test
    void theSameTransactionHasTheSameNumberInParallelToo() throws Exception {
        String transaction = "T-" + UUID.randomUUID();
        try (var threads = Executors.newFixedThreadPool(6)) {
            Callable<String> call = () -> generate(transaction, NEWBORN).body().asString();

            var answers = threads.invokeAll(Stream.generate(() -> call).limit(6).toList());

            String first = answers.getFirst().get();
            assertThat(first).matches("[0-9]{12}");
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(first);
            }
        }
    }

    @Test
    void aTransactionThatIsAPersonsIdHasThatPersonsNumberOnEachInterface() {
        UUID person = UUID.randomUUID();

        String number = generate(person.toString(), NEWBORN).body().asString();

        assertThat(
                        api.as("idnumber.assign")
                                .post(
                                        "/id-numbers/v1/allocations",
                                        """
                                        {"requestId":"%s","items":[{"itemId":"%s","prefix":"001",
                                         "sex":"FEMALE","birthYear":2021}]}
                                        """
                                                .formatted(UUID.randomUUID(), person))
                                .text("/items/0/number"))
                .isEqualTo(number);
    }

    @Test
    void anotherPersonUnderTheSameTransactionIsRefused() {
        String transaction = "T-" + UUID.randomUUID();
        generate(transaction, NEWBORN);

        Answer other = generate(transaction, NEWBORN.replace("2021", "2022"));

        assertThat(other.status()).isEqualTo(400);
        assertThat(other.text("/message")).isEqualTo("request_id_reused");
        Contracts.assertKept("osia-uin", other.body().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    []                                                              | 400 | attributes_malformed
                    {"dateOfBirth"                                                  | 400 | attributes_malformed
                    {"dateOfBirth":{"year":2021}}                                   | 400 | attribute_wrong_type
                    {"gender":"F","birthRegistrationPlace":"01"}                    | 400 | date_of_birth_missing
                    {"dateOfBirth":"26/02/2021","gender":"F","birthRegistrationPlace":"01"} | 400 | date_of_birth_malformed
                    {"dateOfBirth":"2021","gender":"X","birthRegistrationPlace":"01"}  | 400 | sex_unknown
                    {"dateOfBirth":"2021","birthRegistrationPlace":"01"}            | 400 | sex_missing
                    {"dateOfBirth":"2021","gender":"F"}                             | 400 | place_missing
                    {"dateOfBirth":"2021","gender":"F","birthRegistrationPlace":"Hà Nội"} | 400 | prefix_malformed
                    {"dateOfBirth":"1821","gender":"F","birthRegistrationPlace":"01"} | 400 | birth_year_out_of_range
                    {"dateOfBirth":"2021","gender":"F","birthRegistrationPlace":"888"} | 409 | prefix_unknown
                    """)
    void whatCannotBeNumberedIsAnErrorOfTheInterface(String body, int code, String message) {
        Answer answer = generate("T-" + UUID.randomUUID(), body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("code").asInt()).isEqualTo(code);
        assertThat(answer.text("/message")).isEqualTo(message);
        Contracts.assertKept("osia-uin", answer.body().toString());
    }

    @Test
    void aTransactionIdIsNeededAndHasABound() {
        Api.Client client = api.as("uin.generate");

        assertThat(client.post(PATH, NEWBORN).status()).isEqualTo(400);
        assertThat(client.post(PATH + "?transactionId=" + "x".repeat(101), NEWBORN).status())
                .isEqualTo(400);
        assertThat(client.post(PATH + "?transactionId=", NEWBORN).text("/message"))
                .isEqualTo("transaction_id_malformed");
    }

    @Test
    void whoMayGenerateIsCheckedAndEachCallIsOnRecord() {
        UUID person = UUID.randomUUID();
        String path = PATH + "?transactionId=" + person;

        assertThat(api.anonymous().post(path, NEWBORN).status()).isEqualTo(401);
        assertThat(api.as("idnumber.read").post(path, NEWBORN).status()).isEqualTo(403);
        generate(person.toString(), NEWBORN);
        assertThat(
                        jdbc.sql("select action from audit_record where person_id = :person")
                                .param("person", person)
                                .query(String.class)
                                .list())
                .containsExactly("uin_generated");
    }

    private Answer generate(String transaction, String body) {
        return api.as("uin.generate").post(PATH + "?transactionId=" + transaction, body);
    }
}
