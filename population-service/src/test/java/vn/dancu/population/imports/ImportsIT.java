package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.population.Contracts;
import vn.dancu.population.Topic;
import vn.dancu.population.referencedata.ReferenceData;
import vn.dancu.synthetic.Population;
import vn.dancu.synthetic.Truth;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestBroker;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dancu.imports.chunk-lines=500",
            "dancu.imports.defer-indexes-from=100KB",
            "dancu.imports.first-retry=20ms",
            "dancu.imports.last-retry=200ms",
            "dancu.imports.max-file=300MB",
            "dancu.calls.id-number-service.breaker-open=200ms",
            "dancu.calls.id-number-service.timeout=10s"
        })
@DirtiesContext // its worker and its folder are its own
class ImportsIT {
    private static final String PATH = "/population/v1/imports";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final NumberService NUMBERS = new NumberService();
    private static final Path FOLDER = temporaryFolder();

    @Autowired private TestTokens tokens;
    @Autowired private TestBroker broker;
    @Autowired private JdbcClient jdbc;
    @Autowired private DataSource dataSource;
    @Autowired private Imports imports;
    @Autowired private CardFiles files;
    @Autowired private Decisions decisions;
    @Autowired private Numbers numbers;
    @Autowired private ChunkWriter writer;
    @Autowired private ImportRun run;
    @Autowired private ImportWorker worker;
    @Autowired private DeferredIndexes indexes;
    @Autowired private ReferenceData reference;
    @Autowired private Clock clock;
    @LocalServerPort private int port;

    private final HttpClient http = HttpClient.newHttpClient();

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("dancu-test-imports-");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("dancu.calls.id-number-service.url", NUMBERS::url);
        registry.add("dancu.imports.folder", FOLDER::toString);
    }

    @AfterEach
    void allIsUp() {
        NUMBERS.up();
        NUMBERS.restock();
        NUMBERS.refuse(false);
        NUMBERS.forgetItems(false);
        if (!worker.isRunning()) {
            worker.start();
        }
    }

    @AfterAll
    static void end() throws IOException {
        NUMBERS.close();
        // Once an import is told to be complete, its file is the next to go.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            try (var left = Files.list(FOLDER)) {
                                assertThat(left)
                                        .as("files of completed imports are removed")
                                        .isEmpty();
                            }
                        });
        Files.delete(FOLDER);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer " + token("population.import"));
    }

    private String token(String scope) {
        return tokens.token("ops", Map.of("scope", scope, "agency", "G01"));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> upload(BodyPublisher body, String... headers) {
        var request = request(PATH).header("Content-Type", "application/x-ndjson").POST(body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private HttpResponse<String> upload(byte[] body) {
        return upload(BodyPublishers.ofByteArray(body));
    }

    private UUID accepted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(202);
        UUID id = UUID.fromString(json(answer).path("importId").asString());
        assertThat(answer.headers().firstValue("Location")).contains(PATH + "/" + id);
        return id;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Cards.JSON.readTree(answer.body());
    }

    private JsonNode progress(UUID importId) {
        HttpResponse<String> answer = send(request(PATH + "/" + importId).GET());
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer);
    }

    private JsonNode awaitState(UUID importId, String state) {
        return await().atMost(PATIENCE)
                .until(() -> progress(importId), now -> now.path("state").asString().equals(state));
    }

    private JsonNode imported(byte[] file) {
        return awaitState(accepted(upload(file)), "COMPLETED");
    }

    private List<JsonNode> rejects(UUID importId) {
        HttpResponse<String> answer = send(request(PATH + "/" + importId + "/rejects").GET());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        return answer.body().lines().map(Cards.JSON::readTree).toList();
    }

    private static long count(JsonNode progress, String name) {
        return progress.path(name).asLong();
    }

    private static Map<String, Long> counts(JsonNode progress, String name) {
        Map<String, Long> counts = new java.util.TreeMap<>();
        progress.path(name)
                .properties()
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
        return counts;
    }

    private static UUID id(JsonNode progress) {
        return UUID.fromString(progress.path("importId").asString());
    }

    private static final int SERIALS = ThreadLocalRandom.current().nextInt(1_000);
    private static int filesMade;

    /** A file of its own barcodes and numbers: every tenth line is odd in one of several ways. */
    private static byte[] mixedFile(int lines) {
        int file = ++filesMade;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(mixedLine(file, i)).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String barcode(int file, int i) {
        return "DC01-%03d%03d%06d".formatted(SERIALS, file, i);
    }

    private static String mixedLine(int file, int i) {
        ObjectNode card = ownCard(file, i);
        String number = "%03d085%06d".formatted(file % 90 + 1, i);
        switch (i % 20) {
            case 0 -> card.put("number", number).put("oldNumber", "%09d".formatted(i));
            case 1 -> card.put("number", number).put("sex", "FEMALE");
            case 2 -> card.put("sex", "UNKNOWN");
            case 3 -> card.put("dateOfBirth", "1899");
            case 4 -> card.put("formBarcode", barcode(file, i - 1));
            case 5 ->
                    card.put("number", "%03d085%06d".formatted(file % 90 + 1, i - 5))
                            .put("name", name(file, i - 5));
            case 6 ->
                    card.put("name", "Trần Văn Bình")
                            .put("number", "%03d085%06d".formatted(file % 90 + 1, i - 6));
            case 7 -> card.put("dateOfBirth", "1985-02-30");
            case 8 -> {
                return "{broken";
            }
            case 9 -> card.put("name", "\u00d0ỗ  " + name(file, i));
            default -> {}
        }
        return card.toString();
    }

    private static ObjectNode ownCard(int file, int i) {
        return Cards.card(barcode(file, i)).put("name", name(file, i));
    }

    /** A name of one's own: nobody is probably somebody else. */
    private static String name(int file, int i) {
        StringBuilder name = new StringBuilder("Nguyễn ");
        for (char digit : "%03d%03d%06d".formatted(SERIALS, file, i).toCharArray()) {
            name.append((char) ('a' + digit - '0'));
        }
        return name.toString();
    }

    /** What must come out of {@link #mixedFile}. */
    private void assertMixed(JsonNode done, int lines) {
        long each = lines / 20;
        assertThat(count(done, "lines")).isEqualTo(lines);
        assertThat(count(done, "accepted")).isEqualTo(12 * each);
        assertThat(count(done, "numbered")).isEqualTo(11 * each);
        assertThat(count(done, "awaitingNumber")).isEqualTo(2 * each);
        assertThat(count(done, "inReview")).isEqualTo(2 * each);
        assertThat(count(done, "rejected")).isEqualTo(4 * each);
        assertThat(count(done, "normalised")).isEqualTo(each);
        assertThat(count(done, "alreadyKnown")).isZero();
        assertThat(counts(done, "rejectsByCode"))
                .isEqualTo(
                        Map.of(
                                "duplicate_barcode", each,
                                "duplicate_person", each,
                                "date_impossible", each,
                                "malformed_json", each));
        assertThat(counts(done, "reviewsByCode"))
                .isEqualTo(Map.of("number_disagrees", each, "number_conflict", each));
        assertThat(counts(done, "awaitingByCode"))
                .isEqualTo(Map.of("sex_unknown", each, "birth_year_out_of_range", each));
        assertThat(count(done, "bytesDone")).isEqualTo(count(done, "bytes"));
        assertRegister(done);
    }

    /** The register holds the people of an import once, and every key leads to them. */
    private void assertRegister(JsonNode done) {
        UUID importId = id(done);
        long people = count(done, "lines") - count(done, "rejected") - count(done, "alreadyKnown");
        UUID first = TimeOrderedIds.person(importId, 1);
        UUID last = TimeOrderedIds.person(importId, (1L << 40) - 1);
        record Sums(
                long people, long named, long barcodes, long numbers, long held, long reviews) {}
        Sums sums =
                jdbc.sql(
                                """
                                select count(*) people, count(distinct p.number) named,
                                    (select count(*) from person_by_barcode b
                                     where b.person_id between :first and :last) barcodes,
                                    (select count(*) from person_by_number n
                                     where n.person_id between :first and :last) numbers,
                                    (select count(*) from person_by_number n
                                     join person h on h.person_id = n.person_id
                                        and h.number = n.number
                                     where n.person_id between :first and :last) held,
                                    (select count(*) from review_case r
                                     where r.import_id = :id) reviews
                                from person p where p.person_id between :first and :last
                                """)
                        .param("first", first)
                        .param("last", last)
                        .param("id", importId)
                        .query(Sums.class)
                        .single();
        long accepted = count(done, "accepted");
        long known = count(done, "alreadyKnown");
        assertThat(sums.people()).isEqualTo(people);
        assertThat(sums.barcodes()).isEqualTo(people);
        if (known == 0) {
            assertThat(sums)
                    .isEqualTo(
                            new Sums(
                                    people,
                                    accepted,
                                    people,
                                    accepted,
                                    accepted,
                                    count(done, "inReview")));
        }
        assertThat(jdbc.sql("select count(*) from person_version").query(Long.class).single())
                .isZero();
        Map<UUID, String> given = NUMBERS.numbers();
        jdbc.sql(
                        """
                        select person_id, number from person
                        where number is not null and person_id between :first and :last
                        """)
                .param("first", first)
                .param("last", last)
                .query(
                        row -> {
                            assertThat(given.get(row.getObject(1, UUID.class)))
                                    .isEqualTo(row.getString(2));
                        });
    }

    private long cellsKeptOtherwiseThanCounted() {
        return jdbc.sql(
                        """
                        select count(*)
                        from (select cell, count(*) as amount from person_cell group by cell) c
                        full join (
                            select cell, sum(amount) as amount
                            from (select cell, amount from statistic
                                  union all
                                  select u.cell, u.amount from statistic_delta d,
                                      unnest(d.cells, d.amounts) u (cell, amount)) a
                            group by cell having sum(amount) <> 0) k using (cell)
                        where c.amount is distinct from k.amount
                        """)
                .query(Long.class)
                .single();
    }

    /** Syllables of names on record that a mistyped one would not be compared with. */
    private long unknownSyllables() {
        return jdbc.sql(
                        """
                        select count(distinct s)
                        from person, unnest(string_to_array(name_key, ' ')) s
                        where not exists (select from name_syllable where syllable = s)
                        """)
                .query(Long.class)
                .single();
    }

    @Test
    void countsOfASyntheticPopulationAgreeWithTheTruth() throws IOException {
        int people = Integer.getInteger("dancu.test.people", 20_000);
        Path file = Files.createTempFile("dancu-test-cards", ".ndjson");
        try {
            Truth truth;
            try (var out = Files.newOutputStream(file)) {
                truth = new Population(20210226).writeTo(out, people);
            }
            JsonNode done = awaitState(accepted(upload(BodyPublishers.ofFile(file))), "COMPLETED");
            assertThat(count(done, "lines")).isEqualTo(truth.lines());
            assertThat(counts(done, "rejectsByCode")).isEqualTo(truth.rejectsByCode());
            assertThat(counts(done, "reviewsByCode")).isEqualTo(truth.reviewsByCode());
            assertThat(counts(done, "awaitingByCode")).isEqualTo(truth.awaitingByCode());
            assertThat(count(done, "accepted")).isEqualTo(truth.accepted());
            assertThat(count(done, "awaitingNumber")).isEqualTo(truth.awaitingNumber());
            assertThat(count(done, "inReview")).isEqualTo(truth.inReview());
            assertThat(count(done, "rejected")).isEqualTo(truth.rejected());
            assertThat(count(done, "normalised")).isEqualTo(truth.normalised());
            assertThat(count(done, "bytesDone")).isEqualTo(truth.bytes());
            assertThat(rejects(id(done))).hasSize((int) truth.rejected());
            assertRegister(done);
            assertThat(cellsKeptOtherwiseThanCounted()).isZero();
            assertThat(unknownSyllables()).isZero();
            assertThat(relativesKeptOtherwiseThanNamed(id(done))).isZero();
            assertThat(likenessesKeptOtherwiseThanComputed(id(done))).isZero();
            LoggerFactory.getLogger(ImportsIT.class)
                    .info(
                            "imported %d lines at %d lines/s"
                                    .formatted(people, count(done, "linesPerSecond")));
        } finally {
            Files.delete(file);
        }
    }

    /** The database computes what the importer did: earlier records were hashed by it. */
    private int likenessesKeptOtherwiseThanComputed(UUID importId) {
        return jdbc.sql(
                        """
                        with people as (
                            select * from person where person_id > :id and person_id
                                <= (left(cast(:id as text), 26) || 'ffffffffff')::uuid),
                        computed as (
                            select ('x' || left(md5(name_key || '|'
                                || ((birth_year * 100 + birth_month) * 100 + birth_day)
                                    * 10::bigint + sex), 16))::bit(64)::bigint, person_id
                            from people where birth_day is not null and sex <> 0),
                        kept as (
                            select likeness, person_id from person_by_likeness
                            where person_id in (select person_id from people))
                        select case when not exists (select from computed) then -1 else
                            (select count(*) from (table computed except table kept) missing)
                            + (select count(*) from (table kept except table computed) beyond) end
                        """)
                .param("id", importId)
                .query(Integer.class)
                .single();
    }

    /** Kept ways back from relatives to the people of an import, against what their records say. */
    private int relativesKeptOtherwiseThanNamed(UUID importId) {
        return jdbc.sql(
                        """
                        with people as (
                            select p.person_id, p.relatives,
                                coalesce(p.number, c.claimed_number) as number
                            from person p left join review_case c on c.person_id = p.person_id
                            where p.person_id > :id and p.person_id
                                <= (left(cast(:id as text), 26) || 'ffffffffff')::uuid),
                        named as (
                            select k.name_key, r.role, p.person_id from people p
                            cross join lateral (values
                                (1, p.relatives -> 'father'), (2, p.relatives -> 'mother'),
                                (3, p.relatives -> 'spouse'),
                                (4, p.relatives -> 'representative'),
                                (5, p.relatives -> 'householdHead')) r (role, named)
                            cross join lateral (select coalesce('n' || (r.named ->> 'number'),
                                'o' || (r.named ->> 'oldNumber'))) k (name_key)
                            where k.name_key is not null
                                and k.name_key is distinct from 'n' || p.number),
                        kept as (
                            select name_key, role, person_id from named_relative
                            where person_id in (select person_id from people))
                        select case when not exists (select from named) then -1 else
                            (select count(*) from (table named except table kept) missing)
                            + (select count(*) from (table kept except table named) beyond) end
                        """)
                .param("id", importId)
                .query(Integer.class)
                .single();
    }

    @Test
    void eachKindOfLineEndsAsSpecified() {
        JsonNode done = imported(mixedFile(2_000));
        assertMixed(done, 2_000);
        List<JsonNode> rejects = rejects(id(done));
        assertThat(rejects).hasSize(400);
        JsonNode first = rejects.getFirst();
        assertThat(first.path("line").asLong()).isEqualTo(5);
        assertThat(first.path("code").asString()).isEqualTo("duplicate_barcode");
        assertThat(first.path("pointer").asString()).isEqualTo("/formBarcode");
        assertThat(first.path("formBarcode").asString()).startsWith("DC01-");
        assertThat(first.path("detail").asString()).isNotEmpty();
        try (Topic facts = new Topic(broker.bootstrapServers(), ChunkWriter.TOPIC)) {
            ConsumerRecord<String, String> fact =
                    facts.await(m -> m.key().equals(id(done).toString()));
            Contracts.assertMatches(
                    fact.value(), "population/population.chunk-imported.v1.schema.json");
        }
    }

    @Test
    void storedPersonIsReadAsTheCardSays() {
        int file = ++filesMade;
        ObjectNode card =
                Cards.card(barcode(file, 1))
                        .put("number", "096085123456")
                        .put("oldNumber", "010123456")
                        .put("name", "Nguyễn \"Tý\" \\ Văn An")
                        .put("birthOrder", 2)
                        .put("ethnicity", "01")
                        .put("bloodGroup", "04")
                        .put("relationshipToHead", "Chủ hộ");
        card.putObject("temporaryResidence").put("province", "96").put("detail", "Ấp \"1\"");
        card.putObject("householdHead").put("name", "Nguyễn \"Tý\" \\ Văn An");
        card.putObject("father")
                .put("name", "Nguyễn Văn Bình")
                .put("number", "096055000001")
                .put("oldNumber", "010000001")
                .put("nationality", "VN");
        JsonNode done = imported(Cards.bytes(card));
        assertThat(count(done, "accepted")).isEqualTo(1);
        UUID person = TimeOrderedIds.person(id(done), 1);
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://localhost:"
                                                        + port
                                                        + "/population/v1/persons/"
                                                        + person))
                                .header("Authorization", "Bearer " + token("population.read"))
                                .header("Dancu-Purpose", "test"));
        assertThat(answer.statusCode()).isEqualTo(200);
        ObjectNode expected = card.deepCopy();
        expected.remove(List.of("formBarcode", "collectedAt", "collectedBy"));
        expected.put("personId", person.toString())
                .put("version", 1)
                .put("status", "ALIVE")
                .put("numberStatus", "ASSIGNED")
                .put("ethnicity", "1");
        assertThat(json(answer)).isEqualTo(expected);
        assertThat(
                        jdbc.sql("select person_id from person_by_old_number where old_number = :n")
                                .param("n", "010123456")
                                .query(UUID.class)
                                .list())
                .contains(person);
    }

    @Test
    void sameBytesAreTheSameImport() {
        byte[] file = mixedFile(20);
        UUID once = accepted(upload(file));
        HttpResponse<String> again = upload(file);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("importId").asString()).isEqualTo(once.toString());
        awaitState(once, "COMPLETED");
        assertThat(upload(file).statusCode()).isEqualTo(200);
        assertMixed(progress(once), 20);
    }

    @Test
    void idempotencyKeyGivesTheSameImportAndRefusesAnotherFile() {
        byte[] file = mixedFile(20);
        String key = "upload-" + UUID.randomUUID();
        UUID once = accepted(upload(BodyPublishers.ofByteArray(file), "Idempotency-Key", key));
        HttpResponse<String> again =
                upload(BodyPublishers.ofByteArray(file), "Idempotency-Key", key);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("importId").asString()).isEqualTo(once.toString());
        HttpResponse<String> other =
                upload(BodyPublishers.ofByteArray(mixedFile(1)), "Idempotency-Key", key);
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).path("code").asString()).isEqualTo("idempotency_key_reused");
        awaitState(once, "COMPLETED");
    }

    @Test
    void overlappingFileAddsOnlyWhatIsNew() {
        int file = ++filesMade;
        StringBuilder first = new StringBuilder();
        StringBuilder both = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            first.append(mixedLine(file, i)).append('\n');
        }
        both.append(first);
        for (int i = 1_000; i < 1_600; i++) {
            both.append(mixedLine(file, i)).append('\n');
        }
        JsonNode one = imported(first.toString().getBytes(StandardCharsets.UTF_8));
        assertMixed(one, 1_000);
        JsonNode two = imported(both.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(count(two, "lines")).isEqualTo(1_600);
        assertThat(count(two, "alreadyKnown")).isEqualTo(800);
        assertThat(count(two, "accepted")).isEqualTo(12 * 80);
        assertThat(count(two, "numbered")).as("new numbers only").isEqualTo(11 * 30);
        assertThat(count(two, "awaitingNumber")).isEqualTo(2 * 80);
        assertThat(count(two, "inReview")).isEqualTo(2 * 80);
        assertThat(count(two, "rejected")).isEqualTo(4 * 80);
        assertThat(count(two, "normalised")).as("of newly stored cards").isEqualTo(30);
        assertThat(counts(two, "reviewsByCode"))
                .isEqualTo(Map.of("number_disagrees", 80L, "number_conflict", 80L));
        assertThat(counts(two, "rejectsByCode"))
                .isEqualTo(
                        Map.of(
                                "duplicate_barcode", 80L,
                                "duplicate_person", 80L,
                                "date_impossible", 80L,
                                "malformed_json", 80L));
        assertRegister(two);
        assertThat(jdbc.sql("select count(*) from import_known").query(Long.class).single())
                .isZero();
    }

    @Test
    void correctedCardComesInUnderTheBarcodeOfTheRejectedOne() {
        int file = ++filesMade;
        ObjectNode wrong = ownCard(file, 1).put("dateOfBirth", "1985-02-30");
        assertThat(count(imported(Cards.bytes(wrong)), "rejected")).isEqualTo(1);
        JsonNode done = imported(Cards.bytes(wrong.put("dateOfBirth", "1985-02-28")));
        assertThat(count(done, "accepted")).isEqualTo(1);
        assertThat(count(done, "alreadyKnown")).isZero();
    }

    @Test
    void importWaitsWhileTheNumberServiceIsAwayAndThenGoesOn() {
        NUMBERS.down();
        UUID importId = accepted(upload(mixedFile(1_200)));
        JsonNode waiting = awaitState(importId, "WAITING");
        assertThat(waiting.path("reason").asString()).isEqualTo("id_number_service_unavailable");
        assertThat(count(waiting, "lines")).isZero();
        NUMBERS.up();
        JsonNode done = awaitState(importId, "COMPLETED");
        assertMixed(done, 1_200);
        assertThat(done.has("reason")).isFalse();
    }

    @Test
    void numbersThatCannotBeGivenAreAwaited() {
        NUMBERS.exhaust("079");
        NUMBERS.forget("096");
        int file = ++filesMade;
        ObjectNode full = ownCard(file, 1);
        full.putObject("birthRegistrationPlace").put("province", "79");
        ObjectNode unknown = ownCard(file, 2);
        unknown.putObject("birthRegistrationPlace").put("province", "96");
        JsonNode done = imported((full + "\n" + unknown).getBytes(StandardCharsets.UTF_8));
        assertThat(counts(done, "awaitingByCode"))
                .isEqualTo(Map.of("exhausted", 1L, "prefix_unknown", 1L));
        assertRegister(done);
    }

    @Test
    void numberThatTheServiceKnowsAsAnothersGoesToReviewAndIsReleased() {
        String number = "093085777777";
        NUMBERS.know(number, UUID.randomUUID());
        JsonNode done = imported(Cards.bytes(ownCard(++filesMade, 1).put("number", number)));
        assertThat(counts(done, "reviewsByCode")).isEqualTo(Map.of("number_conflict", 1L));
        assertRegister(done);
        assertThat(
                        jdbc.sql("select claimed_number from review_case where person_id = :id")
                                .param("id", TimeOrderedIds.person(id(done), 1))
                                .query(String.class)
                                .single())
                .isEqualTo(number);
    }

    private record IndexParts(String definition, long parts) {}

    /** The valid indexes of the register, and how many partitions each has. */
    private List<IndexParts> validIndexes() {
        return jdbc.sql(
                        """
                        select pg_get_indexdef(i.indexrelid) definition,
                            (select count(*) from pg_inherits h where h.inhparent = i.indexrelid
                            ) parts
                        from pg_index i
                        where i.indrelid = 'person'::regclass and i.indisvalid order by 1
                        """)
                .query(IndexParts.class)
                .list();
    }

    private void emptyRegister() {
        jdbc.sql(
                        """
                        truncate person, person_by_number, person_by_old_number,
                            person_by_barcode, person_by_likeness, review_case
                        """)
                .update();
    }

    @Test
    void firstLoadBuildsIndexesAfterItAlsoWhereAWorkerDied() throws Exception {
        worker.stop();
        List<IndexParts> before = validIndexes();
        emptyRegister();
        UUID importId = accepted(upload(mixedFile(1_200)));
        indexes.deferFor(importId);
        assertThat(validIndexes()).as("the key").hasSize(1);
        assertThat(indexes.areFor(UUID.randomUUID())).as("another import's end").isFalse();
        assertThat(indexes.areFor(importId)).as("its own end").isTrue();
        int[] steps = {3};
        assertThat(indexes.build(() -> steps[0]-- > 0)).as("dies among partitions").isFalse();
        worker.start();
        assertMixed(awaitState(importId, "COMPLETED"), 1_200);
        assertThat(validIndexes()).isEqualTo(before);
        assertThat(before).hasSizeGreaterThan(1).allMatch(index -> index.parts() == 8);
        assertThat(indexes.areDeferred()).isFalse();
    }

    @Test
    void laterLoadKeepsTheIndexes() {
        imported(mixedFile(20));
        UUID importId = UUID.randomUUID();
        indexes.deferFor(importId);
        assertThat(indexes.areDeferred()).isFalse();
    }

    @Test
    void indexesThatAFailedFirstLoadPutOffAreBuilt() throws Exception {
        worker.stop();
        List<IndexParts> before = validIndexes();
        emptyRegister();
        UUID importId = accepted(upload(mixedFile(20)));
        indexes.deferFor(importId);
        Files.write(files.of(importId), new byte[] {'x'});
        worker.start();
        awaitState(importId, "FAILED");
        await().atMost(PATIENCE).until(() -> !indexes.areDeferred());
        assertThat(validIndexes()).isEqualTo(before);
        Files.delete(files.of(importId));
    }

    /** Where a worker dies in its second chunk. */
    enum Death {
        TAKEN,
        DECIDED,
        REGISTERED_AND_NUMBERED,
        WRITTEN
    }

    @ParameterizedTest
    @EnumSource
    void workerThatDiesAnywhereIsReplacedAndNothingIsDoneTwice(Death death) throws Exception {
        worker.stop();
        byte[] file = mixedFile(1_200);
        UUID importId = accepted(upload(file));
        int givenBefore = NUMBERS.given();
        try (Lease lease =
                imports.take(id -> id.equals(importId), files::isHere, (held, since) -> {})
                        .orElseThrow()) {
            diesIn(lease, death);
        }
        worker.start();
        assertMixed(awaitState(importId, "COMPLETED"), 1_200);
        assertThat(NUMBERS.given() - givenBefore)
                .as("no number was burnt")
                .isEqualTo(11 * 1_200 / 20);
    }

    private void diesIn(Lease lease, Death death) throws IOException {
        Path file = files.of(lease.importId());
        var rules = new CardRules(reference.current());
        try (ChunkReader reader =
                ChunkReader.open(file, lease.importId(), rules, LocalDate.now(clock), 0, 1)) {
            Chunk whole = decisions.decide(lease, next(reader), reference.current().version());
            writer.write(lease, whole, numbers.ask(whole));
            if (death == Death.TAKEN) {
                return;
            }
            Chunk chunk = decisions.decide(lease, next(reader), reference.current().version());
            if (death == Death.DECIDED) {
                return;
            }
            Numbers.Answered answered = numbers.ask(chunk);
            if (death == Death.WRITTEN) {
                writer.write(lease, chunk, answered);
            }
        }
    }

    private static ParsedChunk next(ChunkReader reader) throws IOException {
        return Optional.ofNullable(reader.next(333, Long.MAX_VALUE)).orElseThrow();
    }

    @Test
    void workerThatLostItsLeaseUnawaresCannotWrite() throws Exception {
        worker.stop();
        UUID importId = accepted(upload(mixedFile(100)));
        Lease old =
                imports.take(id -> id.equals(importId), files::isHere, (held, since) -> {})
                        .orElseThrow();
        assertThat(imports.take(id -> id.equals(importId), files::isHere, (held, since) -> {}))
                .as("held by the first")
                .isEmpty();
        Chunk chunk;
        try (ChunkReader reader =
                ChunkReader.open(
                        files.of(importId),
                        importId,
                        new CardRules(reference.current()),
                        LocalDate.now(clock),
                        0,
                        1)) {
            chunk = decisions.decide(old, next(reader), reference.current().version());
        }
        old.close(); // its session ends; it does not know yet
        try (Lease taken =
                imports.take(id -> id.equals(importId), files::isHere, (held, since) -> {})
                        .orElseThrow()) {
            assertThat(taken.epoch()).isGreaterThan(old.epoch());
            Numbers.Answered answered = numbers.ask(chunk);
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> writer.write(old, chunk, answered))
                    .isInstanceOf(Lease.LostException.class);
        }
        worker.start();
        assertMixed(awaitState(importId, "COMPLETED"), 100);
    }

    /** Stands for the worker of another instance. */
    private ImportRun.Patience otherInstance() {
        return new ImportRun.Patience() {
            @Override
            public boolean goesOn() {
                return true;
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                assertThat(new Semaphore(0).tryAcquire(duration.toMillis(), TimeUnit.MILLISECONDS))
                        .isFalse();
            }
        };
    }

    @Test
    void importsWaitWhileAnotherHasDecidedPeopleAndNotWrittenThem() throws Exception {
        worker.stop();
        byte[] file = mixedFile(400);
        byte[] more =
                (new String(file, StandardCharsets.UTF_8) + "{}").getBytes(StandardCharsets.UTF_8);
        UUID first = accepted(upload(file));
        try (Lease lease =
                imports.take(id -> id.equals(first), files::isHere, (held, since) -> {})
                        .orElseThrow()) {
            decideFirst(lease);
            UUID second = accepted(upload(more));
            UUID third = accepted(upload(mixedFile(20)));
            worker.start();
            assertThat(awaitState(second, "WAITING").path("reason").asString())
                    .isEqualTo("other_import");
            assertThat(awaitState(third, "WAITING").path("reason").asString())
                    .as("no import keeps the next from its turn")
                    .isEqualTo("other_import");
            runToEnd(lease);
            assertMixed(awaitState(first, "COMPLETED"), 400);
            assertMixed(awaitState(third, "COMPLETED"), 20);
            JsonNode done = awaitState(second, "COMPLETED");
            assertThat(count(done, "alreadyKnown")).isEqualTo(16 * 400 / 20);
            assertThat(count(done, "rejected")).isEqualTo(4 * 400 / 20 + 1);
        }
    }

    /** As a worker does whom another import holds up. */
    private void runToEnd(Lease lease) throws Exception {
        for (int turn = 0; turn < 1_000; turn++) {
            try {
                run.run(lease, otherInstance());
                return;
            } catch (RegisterLookUp.UnwrittenException e) {
                assertThat(turn).as("turns that were the other's").isLessThan(999);
            }
        }
    }

    @Test
    void personOnCardsOfTwoImportsAtOnceGetsOneNumber() throws Exception {
        worker.stop();
        int file = ++filesMade;
        UUID first = accepted(upload(Cards.bytes(ownCard(file, 1))));
        int givenBefore = NUMBERS.given();
        try (Lease lease =
                imports.take(id -> id.equals(first), files::isHere, (held, since) -> {})
                        .orElseThrow()) {
            decideFirst(lease);
            ObjectNode again = ownCard(file, 1).put("formBarcode", barcode(file, 2));
            UUID second = accepted(upload(Cards.bytes(again)));
            worker.start();
            assertThat(awaitState(second, "WAITING").path("reason").asString())
                    .isEqualTo("other_import");
            runToEnd(lease);
            JsonNode done = awaitState(second, "COMPLETED");
            assertThat(counts(done, "reviewsByCode")).isEqualTo(Map.of("probable_duplicate", 1L));
        }
        assertThat(count(awaitState(first, "COMPLETED"), "numbered")).isEqualTo(1);
        assertThat(NUMBERS.given() - givenBefore).isEqualTo(1);
    }

    private void decideFirst(Lease lease) throws IOException {
        try (ChunkReader reader =
                ChunkReader.open(
                        files.of(lease.importId()),
                        lease.importId(),
                        new CardRules(reference.current()),
                        LocalDate.now(clock),
                        0,
                        1)) {
            decisions.decide(lease, next(reader), reference.current().version());
        }
    }

    @Test
    void newNumberIsNotOneThatACardOfAnotherImportClaims() throws Exception {
        worker.stop();
        String number = "096001999999"; // the first that the service gives to those born so
        ObjectNode claiming =
                ownCard(++filesMade, 1).put("dateOfBirth", "1901-02-03").put("number", number);
        ObjectNode given = ownCard(++filesMade, 1).put("dateOfBirth", "1901-02-03");
        given.putObject("birthRegistrationPlace").put("province", "96");
        UUID first = accepted(upload(Cards.bytes(claiming)));
        try (Lease lease =
                imports.take(id -> id.equals(first), files::isHere, (held, since) -> {})
                        .orElseThrow()) {
            decideFirst(lease);
            UUID second = accepted(upload(Cards.bytes(given)));
            worker.start();
            assertThat(awaitState(second, "WAITING").path("reason").asString())
                    .isEqualTo("other_import");
            runToEnd(lease);
            JsonNode done = awaitState(second, "COMPLETED");
            JsonNode claimed = awaitState(first, "COMPLETED");
            assertThat(count(done, "numbered")).isEqualTo(1);
            assertThat(count(claimed, "accepted")).isEqualTo(1);
            for (JsonNode each : List.of(done, claimed)) {
                assertThat(count(each, "inReview")).isZero();
                assertRegister(each);
            }
            assertThat(NUMBERS.numbers().get(TimeOrderedIds.person(first, 1))).isEqualTo(number);
        }
    }

    @Test
    void probableDuplicateIsStoredAndWaitsWithoutANumber() {
        int file = ++filesMade;
        ObjectNode first = ownCard(file, 1);
        UUID firstImport = id(imported(Cards.bytes(first)));
        int givenBefore = NUMBERS.given();
        ObjectNode again = ownCard(file, 1).put("formBarcode", barcode(file, 2));
        ObjectNode more = ownCard(file, 1).put("formBarcode", barcode(file, 3));
        ObjectNode twin =
                ownCard(file, 4).put("formBarcode", barcode(file, 4)).put("birthOrder", 1);
        ObjectNode otherTwin = twin.deepCopy().put("formBarcode", barcode(file, 5));
        JsonNode done =
                imported(
                        (again + "\n" + more + "\n" + twin + "\n" + otherTwin.put("birthOrder", 2))
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(counts(done, "reviewsByCode")).isEqualTo(Map.of("probable_duplicate", 2L));
        assertThat(count(done, "numbered")).as("birth order separates twins").isEqualTo(2);
        assertThat(NUMBERS.given() - givenBefore).isEqualTo(2);
        assertThat(
                        jdbc.sql(
                                        """
                                        select other_person from review_case
                                        where import_id = :id and code = 'probable_duplicate'
                                        """)
                                .param("id", id(done))
                                .query(UUID.class)
                                .list())
                .containsOnly(TimeOrderedIds.person(firstImport, 1))
                .hasSize(2);
        assertRegister(done);
    }

    @Test
    void certainDuplicateByOldNumberLeadsToTheFirstAlsoInAnEarlierFile() {
        int file = ++filesMade;
        String old = "%03d%06d".formatted(SERIALS, file);
        ObjectNode card = ownCard(file, 1).put("oldNumber", old);
        UUID firstImport = id(imported(Cards.bytes(card)));
        ObjectNode again = card.deepCopy().put("formBarcode", barcode(file, 2));
        again.putObject("origin").put("province", "96");
        ObjectNode other = ownCard(file, 3).put("oldNumber", old);
        JsonNode done = imported((again + "\n" + other).getBytes(StandardCharsets.UTF_8));
        assertThat(counts(done, "rejectsByCode")).isEqualTo(Map.of("duplicate_person", 1L));
        assertThat(count(done, "accepted")).as("an old number is many people's").isEqualTo(1);
        assertThat(
                        jdbc.sql("select first_person from import_reject where import_id = :id")
                                .param("id", id(done))
                                .query(UUID.class)
                                .single())
                .isEqualTo(TimeOrderedIds.person(firstImport, 1));
    }

    @Test
    void importThatFailsGivesBackItsClaimsSoThatOthersGoOn() throws Exception {
        worker.stop();
        byte[] file = mixedFile(400);
        byte[] more =
                (new String(file, StandardCharsets.UTF_8) + "{}").getBytes(StandardCharsets.UTF_8);
        UUID first = accepted(upload(file));
        try (Lease lease =
                imports.take(id -> id.equals(first), files::isHere, (held, since) -> {})
                        .orElseThrow()) {
            decideFirst(lease);
        }
        Files.write(files.of(first), new byte[] {'x'});
        UUID second = accepted(upload(more));
        worker.start();
        assertThat(awaitState(first, "FAILED").path("reason").asString()).isEqualTo("file_damaged");
        JsonNode done = awaitState(second, "COMPLETED");
        assertThat(count(done, "alreadyKnown")).isZero();
        assertThat(count(done, "accepted")).isEqualTo(12 * 20);
        assertRegister(done);
        assertThat(rejects(first)).isEmpty();
        assertThat(upload(file).statusCode()).isEqualTo(200);
        JsonNode again = awaitState(first, "COMPLETED");
        assertThat(count(again, "alreadyKnown")).isEqualTo(16 * 20);
        assertThat(count(again, "rejected")).isEqualTo(4 * 20);
        assertThat(rejects(first)).hasSize(4 * 20);
    }

    @Test
    void importThatFailedDecidesAnewFromItsCheckpointOnly() throws Exception {
        byte[] file = mixedFile(400);
        byte[] more =
                (new String(file, StandardCharsets.UTF_8) + "{}").getBytes(StandardCharsets.UTF_8);
        assertMixed(imported(file), 400);
        worker.stop();
        UUID importId = accepted(upload(more));
        try (Lease lease =
                imports.take(id -> id.equals(importId), files::isHere, (held, since) -> {})
                        .orElseThrow()) {
            diesIn(lease, Death.DECIDED);
        }
        Files.write(files.of(importId), new byte[] {'x'});
        worker.start();
        JsonNode failed = awaitState(importId, "FAILED");
        assertThat(count(failed, "lines")).isEqualTo(333);
        assertThat(rejects(importId)).hasSize((int) count(failed, "rejected"));
        assertThat(
                        jdbc.sql("select count(*) from import_known where import_id = :id")
                                .param("id", importId)
                                .query(Long.class)
                                .single())
                .as("what was written stays known")
                .isEqualTo(count(failed, "alreadyKnown"))
                .isPositive();
        assertThat(upload(more).statusCode()).isEqualTo(200);
        JsonNode done = awaitState(importId, "COMPLETED");
        assertThat(count(done, "alreadyKnown")).isEqualTo(16 * 20);
        assertThat(count(done, "rejected")).isEqualTo(4 * 20 + 1);
    }

    @Test
    void faultThatNoOutageExplainsFailsTheImportAndOthersGoOn() {
        worker.stop();
        byte[] file = mixedFile(20);
        UUID faulty = accepted(upload(file));
        UUID sound = accepted(upload(mixedFile(20)));
        jdbc.sql(
                        """
                        insert into import_chunk (import_id, chunk, first_line, next_line,
                            from_byte, to_byte, manifest, settled, decided_at, written_at)
                        values (:id, 0, 1, 1, 0, 1, '', '{}', now(), now())
                        """)
                .param("id", faulty)
                .update();
        worker.start();
        assertMixed(awaitState(sound, "COMPLETED"), 20);
        assertThat(awaitState(faulty, "FAILED").path("reason").asString())
                .isEqualTo("internal_error");
        jdbc.sql("delete from import_chunk where import_id = :id").param("id", faulty).update();
        assertThat(upload(file).statusCode()).isEqualTo(200);
        assertMixed(awaitState(faulty, "COMPLETED"), 20);
    }

    @Test
    void answersThatStayUnusableFailTheImportAndTheSameBytesResumeIt() {
        NUMBERS.forgetItems(true);
        byte[] file = mixedFile(40);
        UUID importId = accepted(upload(file));
        assertThat(awaitState(importId, "FAILED").path("reason").asString())
                .isEqualTo("id_number_service_answer_unusable");
        NUMBERS.forgetItems(false);
        assertThat(upload(file).statusCode()).isEqualTo(200);
        assertMixed(awaitState(importId, "COMPLETED"), 40);
    }

    @Test
    void refusalOfTheNumberServiceFailsTheImportAndTheSameBytesResumeIt() {
        NUMBERS.refuse(true);
        byte[] file = mixedFile(1_200);
        UUID importId = accepted(upload(file));
        assertThat(awaitState(importId, "FAILED").path("reason").asString())
                .isEqualTo("id_number_service_refused");
        NUMBERS.refuse(false);
        assertThat(upload(file).statusCode()).isEqualTo(200);
        assertMixed(awaitState(importId, "COMPLETED"), 1_200);
    }

    @Test
    void importBehindMoreThanAPageThatWaitForTheirFilesIsTaken() {
        List<UUID> waiting = new ArrayList<>();
        for (int i = 1; i <= 120; i++) {
            UUID importId = new UUID(0x7000L, i);
            waiting.add(importId);
            jdbc.sql(
                            """
                            insert into import (import_id, sha256, bytes, state, submitted_by,
                                received_at)
                            values (:id, sha256(cast(:text as bytea)), 1, 'QUEUED', 'ops', now())
                            """)
                    .param("id", importId)
                    .param("text", importId.toString())
                    .update();
        }
        try {
            assertMixed(imported(mixedFile(20)), 20);
        } finally {
            jdbc.sql("delete from import where import_id in (:ids)").param("ids", waiting).update();
        }
    }

    @Test
    void sameKeyAgainBringsTheFileThatIsMissing() throws IOException {
        worker.stop();
        byte[] file = mixedFile(20);
        String key = "upload-" + UUID.randomUUID();
        UUID importId = accepted(upload(BodyPublishers.ofByteArray(file), "Idempotency-Key", key));
        Files.delete(files.of(importId));
        worker.start();
        awaitState(importId, "WAITING");
        assertThat(upload(BodyPublishers.ofByteArray(file), "Idempotency-Key", key).statusCode())
                .isEqualTo(200);
        assertMixed(awaitState(importId, "COMPLETED"), 20);
    }

    @Test
    void overlappingFilesImportedAtOnceByTwoInstancesStoreEachCardOnce() throws Exception {
        worker.stop();
        int file = ++filesMade;
        StringBuilder forward = new StringBuilder();
        StringBuilder backward = new StringBuilder();
        int cards = 6_000;
        for (int i = 0; i < cards; i++) {
            ObjectNode card = ownCard(file, i);
            if (i % 3 == 0) {
                card.put("number", "%03d085%06d".formatted(file % 90 + 1, i));
            }
            forward.append(card).append('\n');
            backward.insert(0, card + "\n");
        }
        UUID one = accepted(upload(forward.toString().getBytes(StandardCharsets.UTF_8)));
        UUID other = accepted(upload(backward.toString().getBytes(StandardCharsets.UTF_8)));
        int givenBefore = NUMBERS.given();
        try (Lease lease =
                imports.take(id -> id.equals(one), files::isHere, (held, since) -> {})
                        .orElseThrow()) {
            worker.start();
            runToEnd(lease);
        }
        JsonNode first = awaitState(one, "COMPLETED");
        JsonNode second = awaitState(other, "COMPLETED");
        for (JsonNode done : List.of(first, second)) {
            assertThat(count(done, "lines")).isEqualTo(cards);
            assertThat(count(done, "accepted")).isEqualTo(cards);
            assertRegister(done);
        }
        assertThat(count(first, "alreadyKnown") + count(second, "alreadyKnown")).isEqualTo(cards);
        assertThat(NUMBERS.given() - givenBefore).isEqualTo(cards - cards / 3);
    }

    @Test
    void importGoesOnWhenItsDatabaseConnectionsAreCut() throws SQLException {
        UUID importId = accepted(upload(mixedFile(10_000)));
        Set<Long> cutAt = new HashSet<>();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            JsonNode now = quietProgress(importId);
                            if (!now.path("state").asString().equals("COMPLETED")
                                    && cutAt.add(count(now, "bytesDone"))) {
                                cutOtherConnections();
                            }
                            return now.path("state").asString().equals("COMPLETED");
                        });
        assertThat(cutAt).hasSizeGreaterThan(3);
        dropCutConnections();
        assertMixed(progress(importId), 10_000);
    }

    /** While connections are cut an answer may be 503. */
    private JsonNode quietProgress(UUID importId) {
        return json(send(request(PATH + "/" + importId).GET()));
    }

    /** A pool does not look at what it has lent a moment ago. */
    private void dropCutConnections() throws SQLException {
        dataSource.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    }

    private void cutOtherConnections() {
        jdbc.sql(
                        """
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid()
                          and backend_type = 'client backend'
                        """)
                .query(row -> {});
    }

    @Test
    void fileThatChangedOnDiskFailsAndTheSameBytesRepairIt() throws IOException {
        NUMBERS.down();
        byte[] file = mixedFile(1_200);
        UUID importId = accepted(upload(file));
        awaitState(importId, "WAITING");
        worker.stop();
        Files.write(files.of(importId), new byte[] {'x'});
        NUMBERS.up();
        worker.start();
        JsonNode failed = awaitState(importId, "FAILED");
        assertThat(failed.path("reason").asString()).isEqualTo("file_damaged");
        assertThat(upload(file).statusCode()).isEqualTo(200);
        assertMixed(awaitState(importId, "COMPLETED"), 1_200);
    }

    @Test
    void importWhoseFileIsMissingWaitsForIt() throws IOException {
        worker.stop();
        byte[] file = mixedFile(20);
        UUID importId = accepted(upload(file));
        Files.delete(files.of(importId));
        worker.start();
        assertThat(awaitState(importId, "WAITING").path("reason").asString())
                .isEqualTo("file_missing");
        assertThat(upload(file).statusCode()).isEqualTo(200);
        assertMixed(awaitState(importId, "COMPLETED"), 20);
    }

    @Test
    void bigBodyIsStreamedAndNotHeld() throws IOException {
        long size = 200L * 1024 * 1024;
        var measured = new MeasuredBody(size);
        HttpResponse<String> answer = upload(BodyPublishers.ofInputStream(() -> measured));
        JsonNode done = awaitState(accepted(answer), "COMPLETED");
        assertThat(count(done, "bytes")).isEqualTo(size);
        assertThat(counts(done, "rejectsByCode")).isEqualTo(Map.of("line_too_long", 1L));
        assertThat(measured.used).hasSize(3);
        assertThat(measured.used.getLast() - measured.used.getFirst())
                .as("heap in use after 95 % of the body against after 5 %")
                .isLessThan(32L * 1024 * 1024);
    }

    /** A body of one endless line that looks, on its way, at how much of the heap is in use. */
    private static final class MeasuredBody extends InputStream {
        private final List<Long> used = new ArrayList<>();
        private final long size;
        private long sent;

        MeasuredBody(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (sent == size) {
                return -1;
            }
            int n = (int) Math.min(length, size - sent);
            java.util.Arrays.fill(buffer, offset, offset + n, (byte) 'x');
            for (int percent : new int[] {5, 50, 95}) {
                long mark = size / 100 * percent;
                if (sent < mark && sent + n >= mark) {
                    used.add(usedAfterCollection());
                }
            }
            sent += n;
            return n;
        }

        private static long usedAfterCollection() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return runtime.totalMemory() - runtime.freeMemory();
        }
    }

    @Test
    void bodyOverTheLimitIsRefusedAndLeavesNothing() {
        long before = importsOnRecord();
        var endless =
                new SequenceInputStream(
                        Collections.enumeration(
                                List.of(
                                        new MeasuredBody(200L * 1024 * 1024),
                                        new MeasuredBody(101L * 1024 * 1024))));
        HttpResponse<String> answer = upload(BodyPublishers.ofInputStream(() -> endless));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(json(answer).path("code").asString()).isEqualTo("body_too_large");
        assertThat(importsOnRecord()).isEqualTo(before);
        assertNoParts();
    }

    @Test
    void halfAnUploadIsNotRegistered() throws IOException {
        long before = importsOnRecord();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head =
                    "POST "
                            + PATH
                            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + token("population.import")
                            + "\r\nContent-Type: application/x-ndjson\r\n"
                            + "Content-Length: 5000000\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(new byte[300_000]);
            client.getOutputStream().flush();
            await().atMost(PATIENCE).until(() -> parts() == 1);
        }
        await().atMost(PATIENCE).until(() -> parts() == 0);
        assertThat(importsOnRecord()).isEqualTo(before);
    }

    private long importsOnRecord() {
        return jdbc.sql("select count(*) from import").query(Long.class).single();
    }

    private void assertNoParts() {
        assertThat(parts()).isZero();
    }

    private static long parts() {
        try (var listed = Files.list(FOLDER)) {
            return listed.filter(file -> file.toString().endsWith(".part")).count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(json(answer).path("code").asString()).isEqualTo(code);
    }

    @Test
    void whatIsNoPlainFileIsRefusedAndLeavesNothing() {
        long before = importsOnRecord();
        byte[] file = mixedFile(20);
        String unsupported = "unsupported_media_type";
        assertRefused(upload(new byte[0]), 400, "empty_file");
        assertRefused(upload(gzip(file)), 415, unsupported);
        for (String encoding : List.of("gzip", "zstd", "br", "gzip, gzip")) {
            assertRefused(
                    upload(BodyPublishers.ofByteArray(file), "Content-Encoding", encoding),
                    415,
                    unsupported);
        }
        for (String type :
                List.of(
                        "application/json",
                        "application/gzip",
                        "multipart/form-data; boundary=x",
                        "application/x-ndjson; charset=utf-16")) {
            assertRefused(
                    send(
                            request(PATH)
                                    .header("Content-Type", type)
                                    .POST(BodyPublishers.ofByteArray(file))),
                    415,
                    unsupported);
        }
        assertThat(importsOnRecord()).isEqualTo(before);
        assertNoParts();
    }

    @Test
    void fileThatIsNoNdjsonIsRejectedLineByLine() {
        JsonNode done =
                imported(
                        ("%PDF-1.7 " + UUID.randomUUID() + "\n\u0000\u0001\nendobj\n\n")
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(count(done, "lines")).isEqualTo(3);
        assertThat(counts(done, "rejectsByCode")).isEqualTo(Map.of("malformed_json", 3L));
    }

    @Test
    void fileOfBlankLinesHasNoLines() {
        byte[] blank = "\n".repeat(700 + filesMade).getBytes(StandardCharsets.UTF_8);
        JsonNode done = imported(blank);
        assertThat(count(done, "lines")).isZero();
        assertThat(count(done, "bytesDone")).isEqualTo(blank.length);
    }

    @Test
    void whatIsUnknownOrNotAllowedIsRefused() {
        assertRefused(send(request(PATH + "/" + UUID.randomUUID()).GET()), 404, "import_not_found");
        assertRefused(
                send(request(PATH + "/" + UUID.randomUUID() + "/rejects").GET()),
                404,
                "import_not_found");
        assertRefused(send(request(PATH + "/1").GET()), 400, "wrong_type");
        assertRefused(send(request(PATH + "?limit=0").GET()), 400, "invalid_parameter");
        HttpRequest.Builder without =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + PATH))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString("{}"));
        assertRefused(send(without), 401, "unauthenticated");
        assertRefused(
                send(without.header("Authorization", "Bearer " + token("population.read"))),
                403,
                "forbidden");
    }

    @Test
    void importsAreListedPageByPageTheNewestFirst() {
        List<UUID> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(id(imported(mixedFile(20))));
        }
        List<UUID> listed = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = json(send(request(PATH + "?limit=2" + after).GET()));
            page.path("items").forEach(item -> listed.add(id(item)));
            after = page.has("next") ? "&after=" + page.path("next").asString() : "";
        } while (!after.isEmpty());
        assertThat(listed).doesNotHaveDuplicates().containsAll(made);
        assertThat(listed).hasSize((int) importsOnRecord());
        assertThat(listed.subList(0, 3)).containsExactlyElementsOf(made.reversed());
    }
}
