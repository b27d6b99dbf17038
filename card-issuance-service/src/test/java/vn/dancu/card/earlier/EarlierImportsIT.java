package vn.dancu.card.earlier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.dancu.card.LifeStage;

class EarlierImportsIT extends LifeStage {
    private static final String PATH = "/cards/v1/earlier-card-imports";

    /** A number of somebody born in 1990, known to the ledger. */
    private static String numberOf(UUID person) {
        String number =
                "001090%06d".formatted(Math.floorMod(person.getLeastSignificantBits(), 1_000_000L));
        POPULATION.holds(number, person.toString());
        return number;
    }

    private String imported(String file) {
        UUID upload = upload(CENTRE, "earlier-cards", file.getBytes(StandardCharsets.UTF_8));
        Answer begun = post(CENTRE, PATH, "{\"uploadId\":\"%s\"}".formatted(upload));
        assertThat(begun.status()).as(begun.raw()).isEqualTo(201);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get(CENTRE, PATH + "/" + upload).text("state").equals("DONE"));
        return PATH + "/" + upload;
    }

    @Test
    void earlierCardsAreInForceUntilANewOneReplacesThem() {
        UUID person = UUID.randomUUID();
        String number = numberOf(person);
        String line =
                "{\"number\":\"%s\",\"issued\":\"2018-05-04\",\"expires\":\"2034-05-04\",\"place\":\"01\"}\n"
                        .formatted(number);

        Answer done = get(CENTRE, imported(line));
        assertThat(done.body().path("accepted").asInt()).isOne();
        String asked =
                "{\"items\":[{\"number\":\"%s\",\"issued\":\"2018-05-04\"}]}".formatted(number);
        String statuses = "/cards/v1/cards/statuses";
        assertThat(post(OFFICER, statuses, asked).text("/items/0/status")).isEqualTo("VALID");
        Answer again = get(CENTRE, imported(line));
        assertThat(again.body().path("repeated").asInt()).isOne();

        card(person);

        assertThat(post(OFFICER, statuses, asked).text("/items/0/status")).isEqualTo("REVOKED");
    }

    @Test
    void anEarlierCardEndsWithTheNumberThatItShows() {
        UUID person = UUID.randomUUID();
        String number = numberOf(person);
        imported(
                "{\"number\":\"%s\",\"issued\":\"2018-05-04\",\"place\":\"01\"}\n"
                        .formatted(number));

        assertThat(
                        jdbc.sql("select shown_number from card where person_id = :person")
                                .param("person", person)
                                .query(String.class)
                                .single())
                .isEqualTo(number);
        POPULATION.has(person.toString(), record(person, "001090000000"));
        jdbc.sql(
                        """
                        insert into fact_question (person_id, asked_at, due_at)
                        values (:person, now(), now())
                        """)
                .param("person", person)
                .update();

        String asked =
                "{\"items\":[{\"number\":\"%s\",\"issued\":\"2018-05-04\"}]}".formatted(number);
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                post(OFFICER, "/cards/v1/cards/statuses", asked)
                                        .text("/items/0/status")
                                        .equals("REVOKED"));
    }

    private static String record(UUID person, String number) {
        return """
        {"personId":"%s","version":3,"number":"%s","name":"Trần Thị Được",
         "dateOfBirth":"1998-03-15","sex":"FEMALE","origin":{"province":"36"},
         "ethnicity":"1","religion":"0","nationality":"VN","maritalStatus":1,
         "permanentResidence":{"province":"01","detail":"Số 5"},
         "status":"ALIVE","numberStatus":"ASSIGNED"}
        """
                .formatted(person, number);
    }

    @Test
    void eachLineIsCheckedAndRejectsAreReportedByLine() {
        UUID person = UUID.randomUUID();
        String number = numberOf(person);
        String file =
                """
                {"number":"%1$s","issued":"2018-05-04","place":"01"}
                no json
                {"number":"12","issued":"2018-05-04","place":"01"}
                {"number":"001090999999","issued":"2018-05-04","place":"01"}
                {"number":"%1$s","issued":"2999-05-04","place":"01"}
                {"number":"%1$s","issued":"2018-05-04","expires":"2018-05-04","place":"01"}
                {"number":"%1$s","issued":"2010-05-04","expires":"2015-05-04","place":"01"}
                {"number":"%1$s","issued":"1995-05-04","place":"01"}
                {"number":"%1$s","printed":"12","issued":"2018-05-04","place":"01"}
                {"number":"%1$s","issued":"2018-05-04"}
                {"number":"%1$s","issued":"2019-05-04","place":"01"}
                {"number":"%1$s","issued":"2018-05-04","place":"01","more":1}
                null
                %2$s
                """
                        .formatted(number, "x".repeat(1200));

        String at = imported(file);

        Answer done = get(CENTRE, at);
        assertThat(done.body().path("lines").asInt()).isEqualTo(14);
        assertThat(done.body().path("accepted").asInt()).isOne();
        Answer rejects = get(CENTRE, at + "/rejects");
        assertThat(items(rejects, "code"))
                .isEqualTo(
                        List.of(
                                "malformed_line",
                                "number_malformed",
                                "number_unknown",
                                "issued_implausible",
                                "expires_before_issue",
                                "expired",
                                "issued_implausible",
                                "printed_malformed",
                                "missing_field",
                                "person_has_card",
                                "malformed_line",
                                "malformed_line",
                                "line_too_long"));
        assertThat(rejects.text("/items/0/line")).isEqualTo("2");
        assertThat(rejects.raw()).doesNotContain(number);
    }

    @Test
    void aFileOfManyLinesIsReadInChunks() {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 4000; i++) {
            file.append(
                    "{\"number\":\"001090%06d\",\"issued\":\"2018-05-04\",\"place\":\"01\"}\n"
                            .formatted(i));
        }

        Answer done = get(CENTRE, imported(file.toString()));

        assertThat(done.body().path("lines").asInt()).isEqualTo(4000);
        assertThat(done.body().path("position").asInt()).isEqualTo(file.length());
    }
}
