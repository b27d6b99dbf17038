package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.signals.DatabaseSignals;
import vn.dancu.population.Api;
import vn.dancu.population.Contracts;
import vn.dancu.population.Topic;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Persons;
import vn.dancu.population.referencedata.ReferenceData;
import vn.dancu.population.referencedata.SnapshotArchive;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestBroker;
import vn.dancu.testing.TestTokens;

/** Imports that are taken back, give up or let go: nobody is lost, no number is stuck. */
@RealInfrastructure(database = "population")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dancu.imports.chunk-lines=8",
            "dancu.imports.withdrawal-batch=7",
            "dancu.imports.missing-file=1ms",
            "dancu.imports.poll-interval=200ms",
            "dancu.imports.first-retry=20ms",
            "dancu.imports.last-retry=200ms",
            "dancu.calls.id-number-service.breaker-open=200ms",
            "dancu.calls.id-number-service.timeout=10s"
        })
@DirtiesContext // its worker and its folder are its own
class WithdrawalIT {
    private static final String IMPORTS = "/population/v1/imports/";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final NumberService NUMBERS = new NumberService();
    private static final CardHolders CARDS = new CardHolders();
    private static final Path FOLDER = temporaryFolder();
    private static final int SERIES = ThreadLocalRandom.current().nextInt(100_000);
    private static final String WHY =
            """
            {"reason": "read in the wrong encoding",
             "evidence": {"kind": "ADMINISTRATIVE_DECISION", "number": "12/QD", "office": "C06"}}
            """;
    private static int made;

    @Autowired private TestTokens tokens;
    @Autowired private TestBroker broker;
    @Autowired private JdbcClient jdbc;
    @Autowired private TransactionTemplate transactions;
    @Autowired private Imports imports;
    @Autowired private CardFiles files;
    @Autowired private Decisions decisions;
    @Autowired private Numbers numbers;
    @Autowired private LedgerWithdrawals ledger;
    @Autowired private ImportWorker worker;
    @Autowired private ReferenceData reference;
    @Autowired private SnapshotArchive archive;
    @Autowired private DatabaseSignals signals;
    @Autowired private Persons persons;
    @Autowired private Clock clock;
    @LocalServerPort private int port;

    private final HttpClient http = HttpClient.newHttpClient();
    private Api api;
    private HttpHeaders ops;
    private HttpHeaders centre;

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("dancu-test-withdrawals-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Plays card-issuance-service: says how many cards people have. */
    private static final class CardHolders {
        private final HttpServer server;
        private volatile int cards;

        CardHolders() {
            try {
                server =
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext(
                    "/internal/cards/v1/holdings",
                    exchange -> {
                        exchange.getRequestBody().readAllBytes();
                        byte[] body =
                                ("{\"applications\":0,\"cards\":" + cards + "}")
                                        .getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders().set("Content-Type", "application/json");
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("dancu.calls.id-number-service.url", NUMBERS::url);
        registry.add("dancu.calls.card-issuance-service.url", CARDS::url);
        registry.add("dancu.imports.folder", FOLDER::toString);
    }

    @BeforeEach
    void officers() {
        api = new Api(tokens, port);
        ops = api.officer("ops", "VN", "population.import");
        centre = api.officer("centre", "VN", "population.import population.import.approve");
    }

    @AfterEach
    void allIsUp() {
        NUMBERS.up();
        CARDS.cards = 0;
        if (!worker.isRunning()) {
            worker.start();
        }
    }

    @AfterAll
    static void end() throws IOException {
        NUMBERS.close();
        CARDS.server.stop(0);
        try (var left = Files.list(FOLDER)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(FOLDER);
    }

    private static ObjectNode card() {
        return Cards.card("DC01-%05d%07d".formatted(SERIES, ++made))
                .put("name", name("Quàng Seo", made));
    }

    /** Letters for a serial: names have no digits. */
    private static String name(String family, int serial) {
        StringBuilder given = new StringBuilder(family).append(' ');
        for (int left = serial + 26; left > 0; left /= 26) {
            given.append((char) ('A' + left % 26));
        }
        return given.toString();
    }

    private static String number(int serial) {
        return "096085%06d".formatted(serial);
    }

    private static byte[] file(List<ObjectNode> cards) {
        StringBuilder text = new StringBuilder();
        cards.forEach(card -> text.append(card).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> upload(byte[] body) {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://localhost:" + port + "/population/v1/imports"))
                        .header("Content-Type", "application/x-ndjson")
                        .header(
                                "Authorization",
                                Objects.requireNonNull(ops.getFirst("Authorization")))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private UUID accepted(byte[] body) {
        HttpResponse<String> answer = upload(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return UUID.fromString(Cards.JSON.readTree(answer.body()).path("importId").asString());
    }

    private JsonNode progress(UUID importId) {
        Api.Answer answer = api.get(IMPORTS + importId, ops);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode awaitState(UUID importId, String state) {
        return await().atMost(PATIENCE)
                .until(() -> progress(importId), now -> now.path("state").asString().equals(state));
    }

    private UUID imported(List<ObjectNode> cards) {
        UUID importId = accepted(file(cards));
        awaitState(importId, "COMPLETED");
        return importId;
    }

    private Api.Answer command(UUID importId, String path, HttpHeaders as, String body) {
        return api.post(IMPORTS + importId + path, as, body);
    }

    private void approved(UUID importId) {
        assertThat(command(importId, "/withdrawal", ops, WHY).status()).isEqualTo(201);
        Api.Answer answer = command(importId, "/withdrawal/approval", centre, "");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
    }

    private long count(String query, UUID importId) {
        return jdbc.sql("select count(*) from " + query)
                .param("first", importId)
                .param("last", TimeOrderedIds.lastOf(importId))
                .query(Long.class)
                .single();
    }

    private static final String RANGE = " where person_id >= :first and person_id <= :last";

    private long differingCounts() {
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

    /** Twenty cards of all outcomes: six numbers on cards, the others' to be given, some none. */
    private static List<ObjectNode> mixedCards() {
        List<ObjectNode> cards = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ObjectNode card = card().put("oldNumber", "%09d".formatted(made));
            switch (i) {
                case 0, 1, 2, 3, 4, 5 -> card.put("number", number(made));
                case 6 -> card.put("sex", "UNKNOWN");
                case 7 -> card.put("number", number(made)).put("sex", "FEMALE");
                default -> {}
            }
            cards.add(card);
        }
        return cards;
    }

    @Test
    void wrongImportIsTakenBackAsAWholeAndTheSameCardsMayComeAgain() {
        byte[] file = file(mixedCards());
        UUID importId = accepted(file);
        JsonNode before = awaitState(importId, "COMPLETED");
        assertThat(before.path("accepted").asInt()).as(before.toString()).isEqualTo(18);
        UUID holder = TimeOrderedIds.person(importId, 1);
        String brought =
                jdbc.sql("select number from person where person_id = :id")
                        .param("id", holder)
                        .query(String.class)
                        .single();
        String given =
                jdbc.sql("select number from person where person_id = :id")
                        .param("id", TimeOrderedIds.person(importId, 9))
                        .query(String.class)
                        .single();

        assertThat(command(importId, "/withdrawal", ops, "{}").status()).isEqualTo(422);
        HttpHeaders local = api.officer("hanoi", "01", "population.import");
        assertThat(command(importId, "/withdrawal", local, WHY).code())
                .isEqualTo("outside_territory");
        Api.Answer proposed = command(importId, "/withdrawal", ops, WHY);
        assertThat(proposed.status()).as(proposed.body().toString()).isEqualTo(201);
        assertThat(command(importId, "/withdrawal", ops, WHY).code()).isEqualTo("withdrawal_open");
        HttpHeaders same = api.officer("ops", "VN", "population.import.approve");
        assertThat(command(importId, "/withdrawal/approval", same, "").code())
                .isEqualTo("second_officer_required");
        assertThat(command(importId, "/withdrawal/approval", ops, "").status()).isEqualTo(403);
        try (Topic facts = new Topic(broker.bootstrapServers(), ChunkWriter.TOPIC)) {
            assertThat(command(importId, "/withdrawal/approval", centre, "").status())
                    .isEqualTo(202);
            for (String type :
                    List.of(WithdrawalRun.CHUNK_WITHDRAWN, WithdrawalRun.IMPORT_WITHDRAWN)) {
                Contracts.assertMatches(
                        facts.await(
                                        event ->
                                                event.key().equals(importId.toString())
                                                        && event.value().contains(type))
                                .value(),
                        "population/" + type + ".schema.json");
            }
        }

        JsonNode after = awaitState(importId, "WITHDRAWN");
        assertThat(after.path("withdrawn").asInt()).isEqualTo(20);
        JsonNode told = api.get(IMPORTS + importId + "/withdrawal", ops).body();
        assertThat(told.path("state").asString()).isEqualTo("COMPLETED");
        assertThat(told.path("done").asInt()).isEqualTo(20);
        assertThat(told.path("releasedNumbers").asInt()).isEqualTo(6);
        assertThat(told.path("cancelledNumbers").asInt()).isEqualTo(12);
        assertThat(told.path("unclearNumbers").isEmpty()).isTrue();
        assertThat(
                        count(
                                "person"
                                        + RANGE
                                        + " and closed = 'CANCELLED' and number is null"
                                        + " and number_status = 'CANCELLED' and version = 2",
                                importId))
                .isEqualTo(20);
        assertThat(
                        count(
                                "person_version"
                                        + RANGE
                                        + " and cause = 'import_withdrawn'"
                                        + " and officer = 'ops' and approved_by = 'centre'",
                                importId))
                .isEqualTo(20);
        assertThat(count("person_by_barcode" + RANGE, importId)).isZero();
        assertThat(count("person_by_old_number" + RANGE, importId)).isZero();
        assertThat(count("person_by_number" + RANGE, importId))
                .as("numbers given here lead to the closed record and are given to nobody")
                .isEqualTo(12);
        assertThat(count("review_case" + RANGE + " and decided_at is null", importId)).isZero();
        assertThat(count("audit_record" + RANGE + " and action = 'record_withdrawn'", importId))
                .isEqualTo(20);
        assertThat(differingCounts()).isZero();
        assertThat(NUMBERS.holder(brought)).isNull();
        assertThat(NUMBERS.holder(given)).isEqualTo(TimeOrderedIds.person(importId, 9));
        assertThat(NUMBERS.hasEnded(TimeOrderedIds.person(importId, 9))).isTrue();
        JsonNode history =
                api.get(
                                "/population/v1/persons/" + holder + "/history",
                                api.officer("reader", "VN", "population.read"))
                        .body();
        assertThat(history.at("/items/0/cause").asString()).isEqualTo("import_withdrawn");
        assertThat(history.at("/items/0/approvedBy").asString()).isEqualTo("centre");
        assertThat(history.at("/items/1/cause").asString()).isEqualTo("survey_card_imported");
        assertThat(command(importId, "/withdrawal", ops, WHY).code()).isEqualTo("import_withdrawn");

        UUID again = accepted(file);
        assertThat(again).isNotEqualTo(importId);
        JsonNode second = awaitState(again, "COMPLETED");
        for (String name : List.of("accepted", "numbered", "awaitingNumber", "inReview")) {
            assertThat(second.path(name).asInt()).as(name).isEqualTo(before.path(name).asInt());
        }
        assertThat(second.path("alreadyKnown").asInt()).isZero();
        assertThat(NUMBERS.holder(brought)).isEqualTo(TimeOrderedIds.person(again, 1));
        assertThat(differingCounts()).isZero();
    }

    private void changeRecord(UUID personId) {
        transactions.executeWithoutResult(
                status ->
                        persons.change(
                                personId,
                                Change.always("test", "test"),
                                draft -> draft.bloodGroup = "01"));
    }

    private static List<String> dependents(Api.Answer refused) {
        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("import_has_dependents");
        List<String> found = new ArrayList<>();
        refused.body()
                .path("errors")
                .forEach(
                        error ->
                                found.add(
                                        error.path("code").asString()
                                                + " "
                                                + error.path("detail").asString()));
        return found;
    }

    @Test
    void importThatSomethingDependsOnIsNotTakenBack() {
        List<ObjectNode> cards = mixedCards();
        UUID importId = imported(cards);
        ObjectNode sameCard = cards.get(8);
        ObjectNode samePerson = cards.getFirst().deepCopy();
        samePerson.put("formBarcode", card().path("formBarcode").asString());
        UUID later = imported(List.of(sameCard, samePerson));
        assertThat(dependents(command(importId, "/withdrawal", ops, WHY)))
                .containsExactly("later_cards 1", "later_rejects 1");
        JsonNode report = api.get(IMPORTS + importId + "/dependents", centre).body();
        assertThat(report.at("/laterImports/0").asString()).isEqualTo(later.toString());
        approved(later);
        awaitState(later, "WITHDRAWN");
        CARDS.cards = 2;
        changeRecord(TimeOrderedIds.person(importId, 3));
        assertThat(dependents(command(importId, "/withdrawal", ops, WHY)))
                .containsExactly("changed_records 1", "cards 2");
        assertThat(progress(importId).path("state").asString()).isEqualTo("COMPLETED");

        CARDS.cards = 0;
        UUID other = imported(mixedCards());
        assertThat(command(other, "/withdrawal", ops, WHY).status()).isEqualTo(201);
        changeRecord(TimeOrderedIds.person(other, 4));
        assertThat(dependents(command(other, "/withdrawal/approval", centre, "")))
                .containsExactly("changed_records 1");
        assertThat(command(other, "/withdrawal/retraction", centre, "{\"reason\":\"no\"}").code())
                .isEqualTo("not_the_proposer");
        Api.Answer refused =
                command(other, "/withdrawal/refusal", centre, "{\"reason\": \"one is changed\"}");
        assertThat(refused.body().path("state").asString()).isEqualTo("REFUSED");
        assertThat(command(other, "/withdrawal/approval", centre, "").code())
                .isEqualTo("withdrawal_not_proposed");
    }

    @Test
    void nobodyChangesThePeopleMeanwhileAndOthersWaitUntilItIsDone() {
        UUID importId = imported(mixedCards());
        NUMBERS.down();
        approved(importId);
        JsonNode held =
                await().atMost(PATIENCE)
                        .until(
                                () -> progress(importId),
                                now -> now.path("reason").asString("").startsWith("id_number"));
        assertThat(held.path("state").asString()).isEqualTo("WITHDRAWING");
        assertThatThrownBy(() -> changeRecord(TimeOrderedIds.person(importId, 5)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.code()).isEqualTo("import_being_withdrawn"));
        UUID other = accepted(file(List.of(card())));
        await().atMost(PATIENCE)
                .until(
                        () -> progress(other),
                        now -> now.path("reason").asString("").equals("other_import"));
        worker.stop();
        NUMBERS.up();
        worker.start();
        assertThat(awaitState(importId, "WITHDRAWN").path("withdrawn").asInt()).isEqualTo(20);
        awaitState(other, "COMPLETED");
    }

    @Test
    void whatAWorkerToldTheLedgerBeforeItDiedIsCountedOnce() {
        UUID importId = imported(mixedCards());
        List<LedgerWithdrawals.Item> told =
                jdbc.sql(
                                "select person_id, number from person"
                                        + RANGE
                                        + " and number is not null order by person_id limit 9")
                        .param("first", importId)
                        .param("last", TimeOrderedIds.lastOf(importId))
                        .query(LedgerWithdrawals.Item.class)
                        .list();
        ledger.end(importId, told, new LedgerWithdrawals.Decision("test", "ops", "centre"));
        approved(importId);
        awaitState(importId, "WITHDRAWN");
        JsonNode done = api.get(IMPORTS + importId + "/withdrawal", ops).body();
        assertThat(done.path("releasedNumbers").asInt()).isEqualTo(6);
        assertThat(done.path("cancelledNumbers").asInt()).isEqualTo(12);
    }

    private Lease take(UUID importId) throws Exception {
        return imports.take(id -> id.equals(importId), files::isHere, (held, since) -> {})
                .orElseThrow();
    }

    /** Decides the first chunk, as a worker that dies then. */
    private Chunk decided(UUID importId) throws Exception {
        try (Lease lease = take(importId);
                ChunkReader reader =
                        ChunkReader.open(
                                files.of(importId),
                                importId,
                                new CardRules(reference.current()),
                                LocalDate.now(clock),
                                0,
                                1)) {
            archive.keep(reference.current());
            ParsedChunk parsed = Objects.requireNonNull(reader.next(8, 1 << 20));
            return decisions.decide(lease, parsed, reference.current().version());
        }
    }

    @Test
    void importThatGivesUpGivesBackTheNumbersOfPeopleItDidNotWrite() throws Exception {
        worker.stop();
        ObjectNode right = card();
        String one = number(made);
        ObjectNode other = card();
        String two = number(made);
        right.put("number", one);
        other.put("number", two);
        byte[] file = file(List.of(right, other, card()));
        UUID importId = accepted(file);
        numbers.ask(decided(importId));
        assertThat(NUMBERS.holder(one)).isEqualTo(TimeOrderedIds.person(importId, 1));
        String given = NUMBERS.numbers().get(TimeOrderedIds.person(importId, 3));
        Files.write(files.of(importId), new byte[] {'x'});
        worker.start();
        assertThat(awaitState(importId, "FAILED").path("reason").asString())
                .isEqualTo("file_damaged");
        await().atMost(PATIENCE).until(() -> NUMBERS.holder(one) == null);
        await().atMost(PATIENCE).until(() -> NUMBERS.holder(two) == null);
        assertThat(given).as("a number that was given stays with its line").isNotNull();
        assertThat(NUMBERS.hasEnded(TimeOrderedIds.person(importId, 3))).isFalse();

        ObjectNode elsewhere = card().put("number", one).put("name", right.path("name").asString());
        UUID second = imported(List.of(elsewhere));
        assertThat(progress(second).path("accepted").asInt()).isEqualTo(1);
        assertThat(NUMBERS.holder(one)).isEqualTo(TimeOrderedIds.person(second, 1));

        assertThat(upload(file).statusCode()).isEqualTo(200);
        JsonNode done = awaitState(importId, "COMPLETED");
        assertThat(done.path("rejectsByCode").toString())
                .as("whose number is registered now is the first card of that person")
                .isEqualTo("{\"duplicate_person\":1}");
        assertThat(done.path("accepted").asInt()).isEqualTo(2);
        assertThat(NUMBERS.holder(two)).isEqualTo(TimeOrderedIds.person(importId, 2));
        assertThat(NUMBERS.numbers().get(TimeOrderedIds.person(importId, 3))).isEqualTo(given);
    }

    @Test
    void failedImportThatIsTakenBackEndsTheNumbersOfPeopleItNeverWrote() throws Exception {
        worker.stop();
        UUID importId = accepted(file(List.of(card().put("number", number(made)), card())));
        numbers.ask(decided(importId));
        Files.write(files.of(importId), new byte[] {'x'});
        worker.start();
        awaitState(importId, "FAILED");
        approved(importId);
        assertThat(awaitState(importId, "WITHDRAWN").path("withdrawn").asInt()).isZero();
        assertThat(NUMBERS.hasEnded(TimeOrderedIds.person(importId, 1))).isTrue();
        assertThat(NUMBERS.hasEnded(TimeOrderedIds.person(importId, 2))).isTrue();
    }

    @Test
    void chunkIsReadAgainByTheReferenceDataThatItWasDecidedBy() throws Exception {
        worker.stop();
        List<ObjectNode> cards = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            cards.add(card().put("religion", "3"));
        }
        UUID importId = accepted(file(cards));
        decided(importId);
        long before = reference.current().version();
        validity("daterange(null, date '1990-01-01')");
        await().atMost(PATIENCE).until(() -> reference.current().version() > before);
        try {
            worker.start();
            JsonNode done = awaitState(importId, "COMPLETED");
            assertThat(done.path("accepted").asInt())
                    .as("of the chunk decided before")
                    .isEqualTo(8);
            assertThat(done.path("rejectsByCode").toString()).isEqualTo("{\"unknown_religion\":4}");
        } finally {
            validity("daterange(null, null)");
            await().atMost(PATIENCE).until(() -> reference.current().version() > before + 1);
        }
    }

    /** What an edition does that ends a code. */
    private void validity(String period) {
        transactions.executeWithoutResult(
                status -> {
                    jdbc.sql(
                                    "update code_list_item set valid = "
                                            + period
                                            + " where list = 'religions' and code = '3'")
                            .update();
                    jdbc.sql(
                                    """
                                    update reference_list set version = version + 1
                                    where list = 'religions'
                                    """)
                            .update();
                });
        signals.signal("reference-data");
    }

    @Test
    void importWithoutItsFileLetsOthersGoOnAndCanBeStopped() throws Exception {
        worker.stop();
        String number = number(made + 1);
        byte[] file = file(List.of(card().put("number", number), card()));
        UUID importId = accepted(file);
        numbers.ask(decided(importId));
        Files.delete(files.of(importId));
        jdbc.sql("update import set state = 'WAITING' where import_id = :id")
                .param("id", importId)
                .update();
        assertThat(progress(importId).path("holdsUpOthers").asBoolean()).isTrue();
        UUID other = accepted(file(List.of(card())));
        worker.start();
        awaitState(other, "COMPLETED");
        JsonNode waiting = progress(importId);
        assertThat(waiting.path("state").asString()).isEqualTo("WAITING");
        assertThat(waiting.path("reason").asString()).isEqualTo("file_missing");
        assertThat(waiting.has("fileMissingSince")).isTrue();
        assertThat(waiting.has("holdsUpOthers")).isFalse();
        await().atMost(PATIENCE).until(() -> NUMBERS.holder(number) == null);

        assertThat(command(importId, "/withdrawal", ops, WHY).code()).isEqualTo("import_open");
        Api.Answer stopped = command(importId, "/stop", ops, "");
        assertThat(stopped.body().path("state").asString()).isEqualTo("FAILED");
        assertThat(stopped.body().path("reason").asString()).isEqualTo("stopped");
        assertThat(command(importId, "/stop", ops, "").code()).isEqualTo("import_ended");
        assertThat(command(UUID.randomUUID(), "/stop", ops, "").status()).isEqualTo(404);
        assertThat(upload(file).statusCode()).isEqualTo(200);
        assertThat(awaitState(importId, "COMPLETED").path("accepted").asInt()).isEqualTo(2);
        assertThat(NUMBERS.holder(number)).isEqualTo(TimeOrderedIds.person(importId, 1));
    }

    @Test
    void officersSeeWhatWaitsInTheirTerritory() {
        List<ObjectNode> cards = new ArrayList<>();
        for (String province : List.of("01", "79")) {
            for (String sex : List.of("UNKNOWN", "FEMALE")) {
                ObjectNode card = card().put("sex", sex);
                if (sex.equals("FEMALE")) {
                    card.put("number", number(made));
                }
                card.putObject("permanentResidence").put("province", province);
                cards.add(card);
            }
        }
        UUID importId = imported(cards);
        String reviews = "/population/v1/reviews?importId=" + importId;
        for (String territory : List.of("01", "79", "VN")) {
            HttpHeaders officer = api.officer("o" + territory, territory, "population.approve");
            int inside = territory.equals("VN") ? 2 : 1;
            JsonNode page = api.get(reviews, officer).body();
            assertThat(page.path("items")).as(territory).hasSize(inside);
            assertThat(
                            api.get("/population/v1/reviews/counts?importId=" + importId, officer)
                                    .body()
                                    .at("/open/number_disagrees")
                                    .asInt())
                    .isEqualTo(inside);
            List<String> awaiting = new ArrayList<>();
            api.get("/population/v1/awaiting-numbers?reason=sex_unknown&after=" + importId, officer)
                    .body()
                    .path("items")
                    .forEach(item -> awaiting.add(item.path("personId").asString()));
            assertThat(awaiting.contains(TimeOrderedIds.person(importId, 1).toString()))
                    .isEqualTo(!territory.equals("79"));
            assertThat(awaiting.contains(TimeOrderedIds.person(importId, 3).toString()))
                    .isEqualTo(!territory.equals("01"));
        }
        HttpHeaders nowhere = api.as("nobody", "population.approve");
        assertThat(api.get(reviews, nowhere).body().path("items")).isEmpty();
    }
}
