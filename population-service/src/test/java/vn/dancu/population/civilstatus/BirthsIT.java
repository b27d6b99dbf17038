package vn.dancu.population.civilstatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import vn.dancu.population.Api;
import vn.dancu.population.Contracts;
import vn.dancu.population.Topic;
import vn.dancu.population.numbering.NumberReminders;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestBroker;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class BirthsIT {
    private static final String PATH = "/population/v1/births";

    @Autowired private TestTokens tokens;
    @Autowired private TestBroker broker;
    @Autowired private JdbcClient jdbc;
    @Autowired private KafkaTemplate<String, String> kafka;
    @Autowired private NumberReminders reminders;
    @LocalServerPort private int port;

    private Api api;
    private HttpHeaders moj;

    @BeforeEach
    void openTheDoor() {
        api = new Api(tokens, port);
        moj = api.as("moj", "population.birth population.death population.read");
    }

    private static String birth(String entry, String name) {
        return """
        {"entry": {"office": "00001", "book": "01/2026", "number": "%s"},
         "child": {"name": "%s", "dateOfBirth": "2026-01-15", "sex": "FEMALE",
           "birthRegistrationPlace": {"province": "01", "district": "001", "commune": "00001"},
           "origin": {"province": "01"}, "ethnicity": "01", "nationality": "VN"},
         "mother": {"name": "Trần Thị Hoa", "nationality": "VN"}}
        """
                .formatted(entry, name);
    }

    @Test
    void birthIsAcceptedAtOnceAndItsNumberIsAskedFor() {
        Api.Answer answer = api.post(PATH, moj, birth("1", "Nguyễn Thị An"));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location"))
                .contains(PATH + "/" + answer.body().path("birthId").asString());
        String person = answer.body().path("personId").asString();
        try (Topic requests = new Topic(broker.bootstrapServers(), "idnumber.requests.v1");
                Topic facts = new Topic(broker.bootstrapServers(), "population.persons.v1")) {
            ConsumerRecord<String, String> request = requests.await(m -> m.key().equals(person));
            Contracts.assertMatches(
                    request.value(), "id-number/idnumber.number-requested.v1.schema.json");
            assertThat(request.value()).doesNotContain("Nguyễn");
            ConsumerRecord<String, String> fact = facts.await(m -> m.key().equals(person));
            Contracts.assertMatches(
                    fact.value(), "population/population.person-registered.v1.schema.json");
        }
    }

    @Test
    void waitingRequestGetsTheNumberWhenItComes() throws Exception {
        try (var caller = Executors.newVirtualThreadPerTaskExecutor();
                Topic requests = new Topic(broker.bootstrapServers(), "idnumber.requests.v1")) {
            HttpHeaders patient = new HttpHeaders(moj);
            patient.set("Prefer", "wait=10");
            Future<Api.Answer> waiting =
                    caller.submit(() -> api.post(PATH, patient, birth("2", "Nguyễn Thị Bình")));
            ConsumerRecord<String, String> request =
                    requests.await(m -> isAwaited(m.key(), "Nguyễn Thị Bình"));
            assign(request.key(), "001326000002");

            Api.Answer answer = waiting.get();
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body().path("number").asString()).isEqualTo("001326000002");
            assertThat(answer.body().path("status").asString()).isEqualTo("NUMBERED");

            Api.Answer person =
                    api.get(
                            "/population/v1/persons/" + answer.body().path("personId").asString(),
                            moj);
            Contracts.assertMatches(person.body().toString(), "population/person.schema.json");
            assertThat(person.body().path("version").asInt()).isEqualTo(2);
        }
    }

    private boolean isAwaited(String personId, String name) {
        return jdbc.sql("select name from person where person_id = :id")
                .param("id", UUID.fromString(personId))
                .query(String.class)
                .single()
                .equals(name);
    }

    private void assign(String personId, String number) {
        String event =
                """
                {"specversion":"1.0","id":"%s","source":"/id-number-service",
                 "type":"idnumber.number-assigned.v1","subject":"%s","time":"2026-01-15T00:00:00Z",
                 "aggregateversion":1,"correlationid":"%s",
                 "data":{"requestId":"%s","personId":"%s","number":"%s"}}
                """
                        .formatted(
                                UUID.randomUUID(),
                                personId,
                                UUID.randomUUID(),
                                personId,
                                personId,
                                number);
        kafka.send("idnumber.outcomes.v1", personId, event).join();
        kafka.send("idnumber.outcomes.v1", personId, event).join();
    }

    @Test
    void requestThatWasLostIsAskedAgainUntilItIsAnswered() {
        String person =
                api.post(PATH, moj, birth("lost", "Nguyễn Thị Lan"))
                        .body()
                        .path("personId")
                        .asString();
        assertThat(reminders.remind()).isZero();
        jdbc.sql(
                        """
                        update number_request set asked_at = asked_at - interval '1 hour'
                        where person_id = cast(:person as uuid)
                        """)
                .param("person", person)
                .update();
        assertThat(reminders.remind()).isEqualTo(1);
        assertThat(reminders.remind()).isZero();
        try (Topic requests = new Topic(broker.bootstrapServers(), "idnumber.requests.v1")) {
            requests.await(m -> m.key().equals(person));
            requests.await(m -> m.key().equals(person));
        }
        assign(person, "001326000077");
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                jdbc.sql(
                                                        """
                                                        select count(*) from number_request
                                                        where person_id = cast(:person as uuid)
                                                        """)
                                                .param("person", person)
                                                .query(Integer.class)
                                                .single()
                                        == 0);
    }

    @Test
    void sameEntryAgainIsTheSameBirth() {
        Api.Answer first = api.post(PATH, moj, birth("3", "Nguyễn Thị Cúc"));
        Api.Answer second = api.post(PATH, moj, birth("3", "Nguyễn Thị Cúc"));
        assertThat(second.body().path("birthId")).isEqualTo(first.body().path("birthId"));
        assertThat(second.body().path("personId")).isEqualTo(first.body().path("personId"));
    }

    @Test
    void sameEntryInParallelIsOneBirth() throws Exception {
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> report =
                    () ->
                            api.post(PATH, moj, birth("4", "Nguyễn Thị Dung"))
                                    .body()
                                    .path("personId")
                                    .asString();
            List<Future<String>> reports =
                    callers.invokeAll(java.util.Collections.nCopies(12, report));
            for (Future<String> one : reports) {
                assertThat(one.get()).isEqualTo(reports.getFirst().get());
            }
        }
        assertThat(
                        jdbc.sql("select count(*) from person where name = 'Nguyễn Thị Dung'")
                                .query(Integer.class)
                                .single())
                .isEqualTo(1);
    }

    @Test
    void sameEntryWithOtherContentIsRefused() {
        api.post(PATH, moj, birth("5", "Nguyễn Thị Em"));
        Api.Answer other = api.post(PATH, moj, birth("5", "Nguyễn Thị Giang"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("birth_entry_differs");
    }

    @Test
    void decomposedNameIsStoredComposed() {
        String decomposed =
                java.text.Normalizer.normalize("Nguyễn Thị Hạnh", java.text.Normalizer.Form.NFD);
        Api.Answer answer = api.post(PATH, moj, birth("6", decomposed));
        assertThat(isAwaited(answer.body().path("personId").asString(), "Nguyễn Thị Hạnh"))
                .isTrue();
    }

    @Test
    void badInputIsNamedAndNothingIsStored() {
        long before = people();
        assertCode(api.post(PATH, moj, "{"), 400, "malformed_json");
        assertCode(api.post(PATH, moj, "[]"), 400, "wrong_type");
        assertCode(api.post(PATH, moj, birth("7", "A\\u0007n")), 400, "control_character");
        Api.Answer unknown =
                api.post(PATH, moj, birth("7", "An").replace("\"entry\"", "\"entri\""));
        assertCode(unknown, 400, "unknown_field");
        assertThat(unknown.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/entri");
        Api.Answer impossible =
                api.post(PATH, moj, birth("7", "An").replace("2026-01-15", "2026-02-30"));
        assertCode(impossible, 422, "invalid_fields");
        assertThat(impossible.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/child/dateOfBirth");
        assertCode(
                api.post(PATH, moj, birth("7", "An").replace("\"001\"", "\"999\"")),
                422,
                "invalid_fields");
        assertCode(
                api.post(PATH, moj, birth("7", "An").replace("\"FEMALE\"", "\"WOMAN\"")),
                400,
                "wrong_type");
        assertCode(api.post(PATH, moj, birth("7", "x".repeat(1_200_000))), 413, "body_too_large");
        assertCode(
                api.post(PATH, moj, birth("7", "An").replace("2026-01-15", "2999-01-15")),
                422,
                "invalid_fields");
        assertThat(people()).isEqualTo(before);
    }

    @Test
    void withoutTheScopeNothingHappens() {
        Api.Answer refused =
                api.post(PATH, api.as("vss", "sharing.query"), birth("8", "Nguyễn Văn Khoa"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(api.post(PATH, new HttpHeaders(), birth("8", "An")).status()).isEqualTo(401);
    }

    private long people() {
        return jdbc.sql("select count(*) from person").query(Long.class).single();
    }

    private static void assertCode(Api.Answer answer, int status, String code) {
        assertThat(answer.body().toString()).contains("\"" + code + "\"");
        assertThat(answer.status()).isEqualTo(status);
    }
}
