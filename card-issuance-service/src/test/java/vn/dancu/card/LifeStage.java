package vn.dancu.card;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.card.cards.Cards;
import vn.dancu.card.cards.NewCard;
import vn.dancu.card.cards.Production;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.Octets;
import vn.dancu.card.model.Place;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestBroker;
import vn.dancu.testing.TestTokens;

/** What the tests of the life of cards share: one running service, its clients, cards in force. */
@RealInfrastructure(database = "card")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dancu.card.life.chunk=3",
            "dancu.card.life.pause=200ms",
            "dancu.card.status-list.kept=5"
        })
public abstract class LifeStage {
    protected static final PopulationStandIn POPULATION = PopulationStandIn.start();
    protected static final String OFFICER = "officer-hanoi";
    protected static final String CHIEF = "chief-hanoi";
    protected static final String CENTRE = "centre";
    private static final String ALL =
            "card.apply card.deliver card.read card.life card.produce card.approve card.status"
                    + " card.fingerprints card.field card.devices card.import card.signers"
                    + " cms.request.read cms.request.write cms.credential.read"
                    + " cms.credential.write cms.profile.read";

    @Autowired protected JdbcClient jdbc;
    @Autowired protected Cards cards;
    @Autowired protected Production production;
    @Autowired protected TransactionTemplate transactions;
    @Autowired protected Clock clock;
    @Autowired private TestBroker broker;
    @Autowired private TestTokens tokens;
    @LocalServerPort private int port;
    protected final HttpClient http = HttpClient.newHttpClient();
    protected final JsonMapper json = JsonMapper.builder().build();

    @DynamicPropertySource
    static void population(DynamicPropertyRegistry properties) {
        properties.add("dancu.calls.population-service.url", POPULATION::address);
        properties.add("dancu.calls.id-number-service.url", POPULATION::address);
    }

    /** Cards of these tests come without the applications they would have. */
    @BeforeEach
    void withoutApplications() {
        jdbc.sql("alter table card drop constraint if exists card_person_id_application_id_fkey")
                .update();
    }

    // -- Cards --

    /** A card in force, issued today. */
    protected UUID card(UUID person) {
        return card(person, clock.instant());
    }

    protected UUID card(UUID person, Instant issued) {
        return card(person, issued, LocalDate.of(1998, 3, 15));
    }

    protected UUID card(UUID person, Instant issued, LocalDate birth) {
        UUID id = made(person, issued, birth);
        transactions.executeWithoutResult(status -> cards.activate(person, id, issued));
        return id;
    }

    /** A card that is made and not delivered. */
    protected UUID made(UUID person, Instant issued, LocalDate birth) {
        CardFacts facts =
                new CardFacts(
                        new PersonalIdNumber(number(person)),
                        Optional.empty(),
                        new PersonName("Trần Thị Được"),
                        birth,
                        Sex.FEMALE,
                        "VN",
                        "Xuân Trường, Nam Định",
                        "Số 5, Phúc Xá, Ba Đình, Hà Nội",
                        Optional.of("Phúc Xá, Ba Đình, Hà Nội"));
        UUID id = UUID.randomUUID();
        NewCard card =
                production.make(id, person, facts, Optional.empty(), Optional.empty(), issued);
        Place residence =
                new Place("01", Optional.of("001"), Optional.of("00001"), Optional.empty());
        transactions.executeWithoutResult(
                status -> cards.store(card, UUID.randomUUID(), residence));
        return id;
    }

    /** A number that belongs to this person in these tests. */
    protected static String number(UUID person) {
        return "%012d"
                .formatted(Math.floorMod(person.getLeastSignificantBits(), 1_000_000_000_000L));
    }

    protected String serial(UUID card) {
        return jdbc.sql("select serial from card where card_id = :card")
                .param("card", card)
                .query(String.class)
                .single();
    }

    protected String state(UUID card) {
        return jdbc.sql("select state from card where card_id = :card")
                .param("card", card)
                .query(String.class)
                .single();
    }

    protected int version(UUID card) {
        return jdbc.sql("select version from card where card_id = :card")
                .param("card", card)
                .query(Integer.class)
                .single();
    }

    /** The events told of cards, once a condition on them holds. */
    protected List<JsonNode> told(Predicate<List<JsonNode>> enough) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "group.id", UUID.randomUUID().toString(),
                        "auto.offset.reset", "earliest");
        List<JsonNode> events = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("card.cards.v1"));
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> {
                                consumer.poll(Duration.ofMillis(200))
                                        .forEach(one -> events.add(json.readTree(one.value())));
                                return enough.test(events);
                            });
        }
        return events;
    }

    /** What the population record says of somebody alive in Hà Nội. */
    protected static String record(String id) {
        return """
        {"personId":"%s","version":3,"number":"%s","name":"Trần Thị Được",
         "dateOfBirth":"1998-03-15","sex":"FEMALE","birthRegistrationPlace":{"province":"01"},
         "origin":{"province":"36"},"ethnicity":"1","religion":"0","nationality":"VN",
         "maritalStatus":1,"permanentResidence":{"province":"01","district":"001",
         "commune":"00001","detail":"Số 5"},"status":"ALIVE","numberStatus":"ASSIGNED"}
        """
                .formatted(id, number(UUID.fromString(id)));
    }

    /** A file brought up in two parts; the id of its upload. */
    protected UUID upload(String who, String kind, byte[] file) {
        String uploads = "/cards/v1/uploads";
        String about = "kind " + Base64.getEncoder().encodeToString(kind.getBytes(UTF_8));
        Answer opened =
                send(
                        "POST",
                        who,
                        Map.of(),
                        Map.of(
                                "Tus-Resumable",
                                "1.0.0",
                                "Upload-Length",
                                Integer.toString(file.length),
                                "Upload-Metadata",
                                about),
                        uploads,
                        new byte[0]);
        assertThat(opened.status()).as(opened.raw()).isEqualTo(201);
        String at = opened.header("Location");
        int half = file.length / 2;
        for (int from : new int[] {0, half}) {
            Answer part =
                    send(
                            "PATCH",
                            who,
                            Map.of(),
                            Map.of(
                                    "Tus-Resumable", "1.0.0",
                                    "Upload-Offset", Integer.toString(from),
                                    "Content-Type", "application/offset+octet-stream"),
                            at,
                            Arrays.copyOfRange(file, from, from == 0 ? half : file.length));
            assertThat(part.status()).as(part.raw()).isEqualTo(204);
        }
        return UUID.fromString(at.substring(at.lastIndexOf('/') + 1));
    }

    // -- HTTP --

    /** What was answered. */
    public record Answer(
            int status, Map<String, List<String>> headers, Octets content, JsonNode body) {
        public byte[] bytes() {
            return content.bytes();
        }

        public String text(String pointer) {
            return body.at(pointer.startsWith("/") ? pointer : "/" + pointer).asString("");
        }

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(one -> one.getKey().equalsIgnoreCase(name))
                    .map(one -> one.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }

        public String raw() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    protected Answer get(String who, String path) {
        return send("GET", who, Map.of(), Map.of(), path, null);
    }

    protected Answer post(String who, String path, String body) {
        return send("POST", who, Map.of(), Map.of(), path, body.getBytes(StandardCharsets.UTF_8));
    }

    protected Answer post(String who, Map<String, String> claims, String path, String body) {
        return send("POST", who, claims, Map.of(), path, body.getBytes(StandardCharsets.UTF_8));
    }

    protected Answer send(
            String method,
            String who,
            Map<String, String> claims,
            Map<String, String> headers,
            String path,
            byte @Nullable [] body) {
        Map<String, Object> all = new HashMap<>();
        all.put("scope", who.equals(OFFICER) ? ALL : ALL + " card.life.approve");
        all.put("agency", "G01");
        all.put("officer", who);
        all.put("territory", who.equals(CENTRE) ? "VN" : "01");
        all.putAll(claims);
        all.values().removeIf(value -> value.equals(""));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + tokens.token(who, all));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            HttpResponse<byte[]> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean isJson =
                    answer.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(
                    answer.statusCode(),
                    answer.headers().map(),
                    Octets.of(answer.body()),
                    isJson ? json.readTree(answer.body()) : json.createObjectNode());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Fields of each item of a page. */
    protected static List<String> items(Answer answer, String field) {
        List<String> values = new ArrayList<>();
        answer.body().path("items").forEach(item -> values.add(item.path(field).asString("")));
        return values;
    }
}
