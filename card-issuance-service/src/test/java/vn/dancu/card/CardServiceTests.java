package vn.dancu.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestBroker;
import vn.dancu.testing.TestTokens;

/**
 * The running service with a real database and broker, and a stand-in for the population record.
 * Tests that extend it share one context.
 */
@RealInfrastructure(database = "card")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dancu.calls.population-service.timeout=500ms",
            "dancu.calls.population-service.breaker-open=200ms",
            "dancu.calls.population-service.breaker-minimum=200",
            "dancu.card.deadlines.every=2s",
            "dancu.card.bookings.missed-every=1s",
            "dancu.card.officers.persons.born-officer=00000000-0000-4000-8000-00000000beef"
        })
abstract class CardServiceTests {
    static final PopulationStandIn POPULATION = PopulationStandIn.start();
    static final String APPLICATIONS = "/cards/v1/applications";
    static final String OFFICER = "officer-hanoi";
    static final String CHIEF = "chief-hanoi";
    static final String CENTRE = "centre";
    static final String PORTAL = "portal";
    static final String UNIT = "CA-001";
    static final Map<String, String> SCOPES =
            Map.of(
                    OFFICER, "card.apply card.deliver card.read",
                    CHIEF, "card.approve card.read",
                    CENTRE, "card.approve card.produce card.read card.admin",
                    PORTAL, "card.me");

    /** The claims of who may read of protected people too. */
    static final Map<String, String> TRUSTED =
            Map.of("scope", "card.read population.read.protected");

    @Autowired JdbcClient jdbc;
    @Autowired TestTokens tokens;
    @Autowired TestBroker broker;
    @LocalServerPort int port;
    final HttpClient http = HttpClient.newHttpClient();
    final JsonMapper json = JsonMapper.builder().build();

    @DynamicPropertySource
    static void population(DynamicPropertyRegistry properties) {
        properties.add("dancu.calls.population-service.url", POPULATION::address);
    }

    @AfterEach
    void goodDaysAgain() {
        POPULATION.failsWith(0);
        POPULATION.hangsUntil(null);
    }

    // -- playing the parts --

    String deliveredCard(String person, String kind, @Nullable String reason) {
        String id = file(person, kind, reason).text("applicationId");
        command(CHIEF, id, "approval", 1);
        String card = command(CENTRE, id, "personalisation", 2).text("cardId");
        readBack(id);
        post(CENTRE, APPLICATIONS + "/" + id + "/quality-check", "{\"version\":3,\"passed\":true}");
        assertThat(command(OFFICER, id, "delivery", 4).status()).isEqualTo(200);
        return card;
    }

    static String person(String born) {
        String id = UUID.randomUUID().toString();
        POPULATION.has(id, record(id, born, "ALIVE", "01", "Trần Thị Được"));
        return id;
    }

    static String record(String id, String born, String vital, String province, String name) {
        String below = province.equals("01") ? ",\"district\":\"001\",\"commune\":\"00001\"" : "";
        return """
        {"personId":"%s","version":3,"number":"079198000123","name":"%s","dateOfBirth":"%s",
         "sex":"FEMALE","birthRegistrationPlace":{"province":"01"},"origin":{"province":"36"},
         "ethnicity":"1","religion":"0","nationality":"VN","maritalStatus":1,
         "permanentResidence":{"province":"%s"%s,"detail":"Số 5"},
         "status":"%s","numberStatus":"ASSIGNED"}
        """
                .formatted(id, name, born, province, below, vital);
    }

    static String filing(String person, String kind, @Nullable String reason) {
        return "{\"personId\":\"%s\",\"kind\":\"%s\"%s}"
                .formatted(person, kind, reason == null ? "" : ",\"reason\":\"" + reason + "\"");
    }

    Answer file(String person, String kind, @Nullable String reason) {
        return post(OFFICER, APPLICATIONS, filing(person, kind, reason));
    }

    /** How a chip is read back is the matter of ProductionIT. */
    void readBack(String application) {
        jdbc.sql("update card set read_back_at = now() where application_id = :application")
                .param("application", UUID.fromString(application))
                .update();
    }

    Answer command(String who, String id, String command, int version) {
        return post(who, APPLICATIONS + "/" + id + "/" + command, "{\"version\":" + version + "}");
    }

    String status(String serial) {
        return post(OFFICER, "/cards/v1/cards/statuses", "{\"serials\":[\"" + serial + "\"]}")
                .body()
                .at("/items/0/status")
                .asString();
    }

    long count(String table, String person) {
        return jdbc.sql("select count(*) from " + table + " where person_id = :person")
                .param("person", UUID.fromString(person))
                .query(Long.class)
                .single();
    }

    static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("code")).isEqualTo("unavailable");
        assertThat(answer.retryAfter()).isNotEmpty();
    }

    /** Through the whole counter of a unit: handed in, waiting for a decision. */
    String handedIn(String person, String kind, @Nullable String reason) {
        return handedIn(person, kind, reason, UNIT);
    }

    String handedIn(String person, String kind, @Nullable String reason, String unit) {
        String body = filing(person, kind, reason).replace("}", ",\"unit\":\"" + unit + "\"}");
        Answer received = post(OFFICER, "/cards/v1/receptions", body);
        assertThat(received.status()).as(received.raw()).isEqualTo(201);
        String id = received.text("applicationId");
        throughCounter(id, 1);
        return id;
    }

    void throughCounter(String id, int version) {
        String at = APPLICATIONS + "/" + id;
        expect(command(OFFICER, id, "data-check", version));
        expect(
                post(
                        OFFICER,
                        at + "/capture",
                        "{\"version\":%d,\"features\":\"Sẹo nhỏ\"}".formatted(version + 1)));
        Answer form = command(OFFICER, id, "form", version + 2);
        expect(form);
        expect(
                post(
                        OFFICER,
                        at + "/signature",
                        "{\"version\":%d,\"formCode\":\"%s\"}"
                                .formatted(version + 3, form.text("formCode"))));
        expect(
                post(
                        OFFICER,
                        at + "/fee",
                        "{\"version\":%d,\"receipt\":\"BL-0001\"}".formatted(version + 4)));
        expect(command(OFFICER, id, "submission", version + 5));
    }

    static void expect(Answer answer) {
        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
    }

    /** Approved, made and checked. */
    String checked(String id) {
        int version = get(OFFICER, APPLICATIONS + "/" + id).body().path("version").asInt();
        expect(command(CHIEF, id, "approval", version));
        Answer made = command(CENTRE, id, "personalisation", version + 1);
        expect(made);
        readBack(id);
        String passed = "{\"version\":%d,\"passed\":true}".formatted(version + 2);
        expect(post(CENTRE, APPLICATIONS + "/" + id + "/quality-check", passed));
        return made.text("cardId");
    }

    String state(String id) {
        return get(CENTRE, TRUSTED, APPLICATIONS + "/" + id).text("state");
    }

    String cardState(String card) {
        return get(CENTRE, TRUSTED, "/cards/v1/cards/" + card).text("state");
    }

    // -- Kafka --

    String death(String person) {
        return fact("person-died", person);
    }

    String fact(String what, String person) {
        String example = Contracts.example("population/examples/population." + what + ".v1.json");
        JsonNode event = json.readTree(example);
        return example.replace(event.at("/data/personId").asString(), person)
                .replace(event.path("id").asString(), UUID.randomUUID().toString());
    }

    /** A fact of a number, told just now. */
    String numberFact(String what, String person) {
        String example = Contracts.example("id-number/examples/idnumber." + what + ".v1.json");
        JsonNode event = json.readTree(example);
        return example.replace(event.at("/data/personId").asString(), person)
                .replace(event.path("id").asString(), UUID.randomUUID().toString())
                .replace(event.path("time").asString(), Instant.now().toString());
    }

    void tell(String key, String event) throws ExecutionException, InterruptedException {
        tell("population.persons.v1", key, event);
    }

    void tell(String topic, String key, String event)
            throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, event)).get();
        }
    }

    List<String> events(String topic, String key, int count) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "group.id", UUID.randomUUID().toString(),
                        "auto.offset.reset", "earliest");
        List<String> events = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> {
                                consumer.poll(Duration.ofMillis(200))
                                        .forEach(
                                                found -> {
                                                    if (found.key().equals(key)) {
                                                        events.add(found.value());
                                                    }
                                                });
                                return events.size() >= count;
                            });
        }
        assertThat(events).hasSize(count);
        return events;
    }

    // -- HTTP --

    record Answer(int status, String location, String retryAfter, JsonNode body, String raw) {
        String text(String field) {
            return body.path(field).asString("");
        }
    }

    Answer get(String who, String path) {
        return send(who, Map.of(), Map.of(), path, null);
    }

    Answer get(String who, Map<String, String> claims, String path) {
        return send(who, claims, Map.of(), path, null);
    }

    Answer post(String who, String path, String body) {
        return send(who, Map.of(), Map.of(), path, body);
    }

    Answer post(String who, Map<String, String> claims, String path, String body) {
        return send(who, claims, Map.of(), path, body);
    }

    Answer send(
            String who,
            Map<String, String> claims,
            Map<String, String> headers,
            String path,
            @Nullable String body) {
        HttpRequest.Builder request = request(who, claims, path);
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String raw = answer.body();
            boolean isJson =
                    answer.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Location").orElse(""),
                    answer.headers().firstValue("Retry-After").orElse(""),
                    isJson ? json.readTree(raw) : json.createObjectNode(),
                    raw);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String who, String path) {
        return request(who, Map.of(), path);
    }

    HttpRequest.Builder request(String who, Map<String, String> claims, String path) {
        Map<String, Object> all =
                new java.util.HashMap<>(
                        Map.of(
                                "scope",
                                String.valueOf(SCOPES.get(who)),
                                "agency",
                                "G01",
                                "officer",
                                who,
                                "territory",
                                who.equals(CENTRE) ? "VN" : "01"));
        all.putAll(claims);
        all.values().removeIf(value -> value.equals(""));
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + tokens.token(who, all));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
