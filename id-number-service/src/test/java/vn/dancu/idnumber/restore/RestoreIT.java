package vn.dancu.idnumber.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.ledger.LastSeen;
import vn.dancu.idnumber.ledger.LedgerTransactions;
import vn.dancu.idnumber.ledger.RestoredLedger;
import vn.dancu.idnumber.life.RestoredLife;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.TestKeys;
import vn.dancu.sandbox.infrastructure.LocalPostgres;
import vn.dancu.sandbox.infrastructure.PostgresSettings;
import vn.dancu.testing.FreePort;
import vn.dancu.testing.RealInfrastructure;

/** The data folder of PostgreSQL is put back to an earlier copy, under the running service. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "dancu.numbers.key=" + TestKeys.FIRST_HEX,
            "dancu.numbers.restore.margin=500",
            "dancu.numbers.restore.retry=1s",
            "dancu.numbers.restore.page=100",
            "dancu.calls.population-service.breaker-open=1s"
        })
@RealInfrastructure(database = "idnumber")
@Import(Api.class)
@DirtiesContext
class RestoreIT {
    private static final String ALLOCATIONS = "/internal/id-numbers/v1/allocations";
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final JsonMapper JSON = new JsonMapper();

    /** What the register of population knows, and whether it answers. */
    private static final NavigableMap<String, UUID> REGISTER = new ConcurrentSkipListMap<>();

    /** Former numbers, and what they lead to. */
    private static final Map<String, String> CURRENT = new ConcurrentHashMap<>();

    private static volatile boolean registerAnswers;
    private static final Path FOLDER = temporaryFolder();
    private static LocalPostgres postgres = start(FreePort.find());
    private static final HttpServer POPULATION = population();

    @Autowired Api api;
    @Autowired JdbcClient jdbc;
    @Autowired KafkaTemplate<String, String> kafka;
    @Autowired LedgerState ledger;
    @Autowired RestoredLedger restored;
    @Autowired TransactionTemplate transaction;
    @Autowired LedgerTransactions transactions;
    @Autowired Marks marks;
    @Autowired KnownNumbers known;
    @Autowired RestoreSettings settings;
    @Autowired DataSource dataSource;
    @Autowired RestoredLife life;
    @Autowired Conflicts conflicts;

    @DynamicPropertySource
    static void databaseOfItsOwn(DynamicPropertyRegistry properties) {
        String password = UUID.randomUUID().toString();
        postgres.databases().create("idnumber", password);
        properties.add("spring.datasource.url", () -> postgres.databases().url("idnumber"));
        properties.add("spring.datasource.username", () -> "idnumber");
        properties.add("spring.datasource.password", () -> password);
        properties.add(
                "dancu.calls.population-service.url",
                () -> "http://localhost:" + POPULATION.getAddress().getPort());
    }

    @AfterAll
    static void stop() throws IOException {
        POPULATION.stop(0);
        postgres.close();
        delete(FOLDER);
    }

    @Test
    void afterAnOlderBackupIsRestoredNoNumberIsGivenTwice() throws Exception {
        registerAnswers = false;
        awaitOpen();
        Map<UUID, String> early = allocate("001", 2020, 300);
        remember(early);
        int firstPlace = firstPlace();
        int enteredBefore = counted("entered");
        int conflictsBefore = counted("conflicts");
        backUp();
        awaitLaterMark();

        // Given after the backup, and lost by the restore: some known to the register, some to
        // Kafka
        // alone, some only to who asked; and a bucket that the backup has never heard of.
        Map<UUID, String> registered = allocate("001", 2020, 200);
        remember(registered);
        Map<UUID, String> told = allocate("001", 2020, 60);
        tell(told);
        Map<UUID, String> toldTogether = allocate("001", 2020, 30);
        tellTogether(toldTogether);
        Map<UUID, String> untold = allocate("001", 2020, 40);
        Map<UUID, String> newBucket = allocate("096", 2021, 150);
        remember(newBucket);
        Map<UUID, String> unheardOf = allocate("095", 2021, 100);
        String elsewhere = "001220999983";
        UUID someone = UUID.randomUUID();
        REGISTER.put(elsewhere, someone);
        Set<String> given = new HashSet<>(REGISTER.keySet());
        Stream.of(told, toldTogether, untold, unheardOf)
                .forEach(some -> given.addAll(some.values()));

        restore();

        // While the register does not answer nothing is assigned, and it says why.
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(standing().text("/reason")).isEqualTo("older_state"));
        Answer closed = ask("001", 2020, List.of(UUID.randomUUID()));
        assertThat(closed.status()).isEqualTo(503);
        assertThat(closed.text("/code")).isEqualTo("assignment_closed");
        assertThat(closed.contentType()).startsWith("application/problem+json");

        // However often it is tried, first places rise by one margin.
        await().atMost(SOON)
                .until(
                        () ->
                                standing()
                                                .body()
                                                .get("latest")
                                                .valueStream()
                                                .filter(run -> isFailed(run))
                                                .count()
                                        >= 2);
        registerAnswers = true;
        awaitOpen();
        assertThat(firstPlace()).isEqualTo(firstPlace + 500);

        List<String> later = new ArrayList<>();
        later.addAll(allocate("001", 2020, 1_000).values());
        later.addAll(allocate("096", 2021, 300).values());
        later.addAll(allocate("095", 2021, 300).values());
        assertThat(later).hasSize(1_600).doesNotHaveDuplicates().doesNotContainAnyElementsOf(given);
        // The same person has the same number as before, wherever anybody remembers it.
        assertThat(allocateAgain("001", 2020, registered)).isEqualTo(registered);
        assertThat(allocateAgain("001", 2020, told)).isEqualTo(told);
        assertThat(allocateAgain("001", 2020, toldTogether)).isEqualTo(toldTogether);
        assertThat(allocateAgain("096", 2021, newBucket)).isEqualTo(newBucket);
        assertThat(ask("001", 2020, List.of(someone)).text("/items/0/number")).isEqualTo(elsewhere);
        // Runs that failed while the register was silent have entered what Kafka knew.
        assertThat(counted("entered") - enteredBefore).isEqualTo(200 + 60 + 30 + 150 + 1);
        assertThat(counted("conflicts")).isEqualTo(conflictsBefore);
        // The far number that was issued elsewhere did not burn the places before it.
        assertThat(
                        jdbc.sql("select next_place from bucket where bucket = 1220")
                                .query(Integer.class)
                                .single())
                .isLessThan(firstPlace + 300 + 290 + 500 + 1_000 + 100);
    }

    @Test
    void aDumpThatIsPutBackIntoTheSameServerIsNoticed() throws Exception {
        registerAnswers = true;
        awaitOpen();
        remember(allocate("001", 2022, 50));
        Map<UUID, String> one = allocate("001", 2022, 1);
        UUID moved = one.keySet().iterator().next();
        String former = one.values().iterator().next();
        remember(one);
        UUID unclear = allocate("001", 2022, 1).keySet().iterator().next();
        Object server = serverStart();
        dump();
        awaitLaterMark();
        Map<UUID, String> registered = allocate("001", 2022, 40);
        remember(registered);
        Map<UUID, String> untold = allocate("001", 2022, 20);
        Set<String> given = new HashSet<>(REGISTER.keySet());
        given.addAll(untold.values());
        String current = reestablish(moved, former);
        given.add(current);
        REGISTER.put(current, moved);
        CURRENT.put(former, current);
        String unknown = "001222999983";
        given.add(unknown);
        REGISTER.put(unknown, unclear);
        String incarnation = incarnation();

        registerAnswers = false;
        putBack();

        // The very next request is refused, whether the watch has looked by then or not.
        Answer closed = ask("001", 2022, List.of(UUID.randomUUID()));
        assertThat(closed.status()).isEqualTo(503);
        assertThat(closed.text("/code")).isEqualTo("assignment_closed");
        registerAnswers = true;
        await().atMost(SOON).until(() -> !incarnation().equals(incarnation));
        awaitOpen();
        assertThat(serverStart()).isEqualTo(server);
        assertThat(standing().text("/latest/0/reason")).isEqualTo("older_state");
        assertThat(allocate("001", 2022, 600).values())
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(given);
        assertThat(allocateAgain("001", 2022, registered)).isEqualTo(registered);

        // The re-establishment that the dump does not know is taken again.
        assertThat(ask("001", 2022, List.of(moved)).text("/items/0/number")).isEqualTo(current);
        Answer found =
                api.asPopulationService()
                        .post(
                                "/internal/id-numbers/v1/lookups",
                                "{\"numbers\":[\"%s\"]}".formatted(former));
        assertThat(found.text("/items/0/state")).isEqualTo("reestablished");
        assertThat(found.text("/items/0/currentNumber")).isEqualTo(current);
        anOfficerResolvesWhatIsUnclear(unclear, unknown);
    }

    private void anOfficerResolvesWhatIsUnclear(UUID person, String number) {
        Api.Client ops = api.as("ops");
        String path = "/id-numbers/v1/restoration-conflicts";
        JsonNode open = ops.get(path).body().get("items");
        assertThat(open.valueStream().map(c -> c.get("number").asString())).containsOnly(number);
        assertThat(open.get(0).get("personId").asString()).isEqualTo(person.toString());
        String one = path + "/" + open.get(0).get("conflictId").asString() + "/resolution";
        String body = "{\"resolution\":\"current\",\"evidence\":\"register of births 12/2022\"}";

        assertThat(ops.post(one, "{\"resolution\":\"drop\"}").text("/code"))
                .isEqualTo("resolution_unknown");
        assertThat(ops.post(one, body).text("/resolution")).isEqualTo("current");
        assertThat(ops.post(one, body).text("/code")).isEqualTo("conflict_resolved");
        assertThat(ops.get(path).body().get("items").isEmpty()).isTrue();
        assertThat(ask("001", 2022, List.of(person)).text("/items/0/number")).isEqualTo(number);
    }

    private String reestablish(UUID person, String number) {
        return reestablish(UUID.randomUUID(), person, number);
    }

    private String reestablish(UUID request, UUID person, String number) {
        Answer answer =
                api.asPopulationService()
                        .post(
                                "/internal/id-numbers/v1/reestablishments",
                                """
                                {"requestId":"%s","personId":"%s","number":"%s","prefix":"001",
                                 "sex":"MALE","birthYear":2023,"reason":"birth_year_corrected",
                                 "evidence":"12/2023","proposedBy":"a","approvedBy":"b"}
                                """
                                        .formatted(request, person, number));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.text("/number");
    }

    private int counted(String what) {
        return standing()
                .body()
                .get("latest")
                .valueStream()
                .mapToInt(run -> run.get(what).asInt())
                .sum();
    }

    @Test
    void aRunThatIsTriedAgainSetsNothingAsideTwice() {
        registerAnswers = true;
        awaitOpen();
        allocate("001", 2024, 10);
        Bucket bucket = new Bucket(1_224);
        OffsetDateTime closing = OffsetDateTime.parse("2001-01-01T00:00:00Z");
        transaction.executeWithoutResult(
                status -> {
                    UUID run = UUID.randomUUID();
                    int first = restored.advance(run, closing, List.of(bucket), 500);
                    int place = nextPlace(bucket);
                    int again = restored.advance(UUID.randomUUID(), closing, List.of(bucket), 500);
                    assertThat(List.of(first, again)).containsExactly(1, 0);
                    assertThat(nextPlace(bucket)).isEqualTo(place);
                    restored.advance(run, closing.plusDays(1), List.of(bucket), 500);
                    assertThat(nextPlace(bucket)).isEqualTo(place + 500);
                    status.setRollbackOnly();
                });
    }

    @Test
    void aRunOpensOnlyTheClosingThatItBeganWith() {
        registerAnswers = true;
        awaitOpen();
        transaction.executeWithoutResult(
                status -> {
                    Instant now = Instant.parse("2040-01-01T00:00:00Z");
                    ledger.close("older_state", now);
                    Mark furthest = new Mark(UUID.randomUUID(), 1);
                    LedgerState.Closing closing = ledger.closing(furthest, now).orElseThrow();
                    ledger.raiseFirstPlace(closing, 500);
                    ledger.raiseFirstPlace(closing, 500);
                    // Tried again it is the same one, also where its mark was put and not its row.
                    assertThat(ledger.closing(closing.next(), now)).contains(closing);
                    LedgerState.Closing other =
                            new LedgerState.Closing(
                                    closing.incarnation(),
                                    closing.closedAt().minusSeconds(1),
                                    closing.next(),
                                    closing.server());
                    LedgerState.Closing onOtherServer =
                            new LedgerState.Closing(
                                    closing.incarnation(),
                                    closing.closedAt(),
                                    closing.next(),
                                    new LedgerState.Server(
                                            "1", "1", closing.closedAt().minusYears(1)));
                    assertThat(ledger.reopen(other)).isFalse();
                    assertThat(ledger.reopen(onOtherServer)).isFalse();
                    // A later mark: it was opened before, and this state is an older one again.
                    Mark later = new Mark(UUID.randomUUID(), closing.next().beat() + 9);
                    LedgerState.Closing renewed = ledger.closing(later, now).orElseThrow();
                    assertThat(renewed.closedAt()).isAfter(closing.closedAt());
                    assertThat(renewed.next().beat()).isGreaterThan(later.beat());
                    assertThat(ledger.reopen(closing)).isFalse();
                    ledger.raiseFirstPlace(renewed, 500);
                    assertThat(ledger.reopen(renewed)).isTrue();
                    assertThat(ledger.read().closedReason()).isNull();
                    assertThat(ledger.reopen(renewed)).isFalse();
                    status.setRollbackOnly();
                });
    }

    @Test
    void whoLookedAtAnEarlierLifeClosesNothing() {
        registerAnswers = true;
        awaitOpen();
        transaction.executeWithoutResult(
                status -> {
                    Instant now = Instant.parse("2040-01-01T00:00:00Z");
                    assertThat(ledger.close("older_state", now, UUID.randomUUID())).isFalse();
                    assertThat(ledger.read().closedReason()).isNull();
                    assertThat(ledger.close("older_state", now, ledger.read().incarnation()))
                            .isTrue();
                    assertThat(ledger.beat()).isEmpty();
                    status.setRollbackOnly();
                });
    }

    @Test
    void aStateThatIsOlderByLessThanABeatIsNoticed() throws Exception {
        registerAnswers = true;
        awaitOpen();
        remember(allocate("001", 2018, 10));
        dump();
        // Only who asked knows of them.
        Map<UUID, String> untold = allocate("001", 2018, 20);
        String incarnation = incarnation();
        Witness ofAnotherProcess = witness(kafka, settings);
        assertThat(ofAnotherProcess.misses(ledger.read(), marks.furthest())).isFalse();

        registerAnswers = false;
        putBackWithTheBeatOfToday();

        // The process that gave them refuses at once, and one that knows nothing is told by Kafka,
        // though the marks say that the state is as far as any.
        Answer closed = ask("001", 2018, List.of(UUID.randomUUID()));
        assertThat(closed.status()).isEqualTo(503);
        assertThat(closed.text("/code")).isEqualTo("assignment_closed");
        LedgerState.State state = ledger.read();
        Marks.Placed mark = marks.furthest().orElseThrow();
        assertThat(mark.mark().incarnation()).isEqualTo(state.incarnation());
        assertThat(mark.mark().beat()).isLessThanOrEqualTo(state.beat());
        assertThat(ofAnotherProcess.misses(state, marks.furthest())).isTrue();
        registerAnswers = true;
        await().atMost(SOON).until(() -> !incarnation().equals(incarnation));
        awaitOpen();
        assertThat(allocate("001", 2018, 600).values())
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(untold.values());
    }

    @Test
    void anotherNumberThatAStateLacksIsNoticedThoughItsPersonHasOne() throws Exception {
        registerAnswers = true;
        awaitOpen();
        Map<UUID, String> one = allocate("001", 2017, 1);
        UUID person = one.keySet().iterator().next();
        LedgerState.State state = ledger.read();
        UUID request = UUID.randomUUID();
        var given = new LastSeen.Given(state.incarnation(), person, request);
        assertThat(ledger.lacksAny(List.of(given))).isTrue();
        reestablish(request, person, one.values().iterator().next());
        assertThat(ledger.lacksAny(List.of(given))).isFalse();
    }

    @Test
    void aSilentBrokerKeepsNobodyWaitingAndClosesAssignmentInTheEnd() {
        var nowhere =
                new KafkaTemplate<>(
                        new DefaultKafkaProducerFactory<String, String>(
                                Map.of(
                                        "bootstrap.servers",
                                        "localhost:" + FreePort.find(),
                                        "max.block.ms",
                                        200,
                                        "key.serializer",
                                        StringSerializer.class,
                                        "value.serializer",
                                        StringSerializer.class)));
        var given = new LastSeen.Given(UUID.randomUUID(), UUID.randomUUID(), null);
        Witness patient = witness(nowhere, silentFor(Duration.ofMinutes(15)));
        Witness strict = witness(nowhere, silentFor(Duration.ZERO));
        try {
            patient.tell(given);
            strict.tell(given);
            strict.tell(given);
            assertThat(patient.isSilentTooLong()).isFalse();
            assertThat(strict.isSilentTooLong()).isTrue();
            strict.heard();
            assertThat(strict.isSilentTooLong()).isFalse();
        } finally {
            nowhere.destroy();
        }
    }

    private RestoreSettings silentFor(Duration most) {
        return new RestoreSettings(
                settings.margin(),
                settings.automatic(),
                settings.page(),
                settings.kafkaPatience(),
                settings.retry(),
                settings.retryAtMost(),
                settings.witnessPatience(),
                settings.witnessPause(),
                most,
                settings.witnessRetention());
    }

    private Witness witness(KafkaTemplate<String, String> to, RestoreSettings limits) {
        return new Witness(
                to, marks, ledger, new LastSeen(), JSON, limits, new SimpleMeterRegistry());
    }

    @Test
    void ofInstancesThatRaceForOneClosingOneSetsPlacesAsideOnce() throws Exception {
        registerAnswers = true;
        awaitOpen();
        allocate("001", 2019, 10);
        Bucket bucket = new Bucket(1_219);
        List<Restorations> instances =
                Stream.generate(this::restorationsOfAnotherInstance).limit(3).toList();
        for (int round = 0; round < 5; round++) {
            awaitOpen();
            int first = firstPlace();
            int next = nextPlace(bucket);
            long done = runs("done");
            String incarnation = incarnation();
            // Each wants to begin with it, and the watch of this service too.
            ledger.close("operator_restored", Instant.now());
            try (var threads = Executors.newFixedThreadPool(instances.size())) {
                for (Restorations instance : instances) {
                    threads.execute(() -> instance.startNow("operator_restored"));
                }
            }
            await().atMost(SOON).until(() -> !incarnation().equals(incarnation));
            awaitOpen();
            assertThat(firstPlace()).isEqualTo(first + 500);
            assertThat(nextPlace(bucket)).isEqualTo(next + 500);
            await().atMost(SOON).until(() -> runs("running") == 0);
            assertThat(runs("done")).isEqualTo(done + 1);
            assertThat(marks.furthest().orElseThrow().mark().incarnation())
                    .isEqualTo(ledger.read().incarnation());
        }
        assertThat(allocate("001", 2019, 600).values()).doesNotHaveDuplicates();
    }

    private long runs(String state) {
        return jdbc.sql("select count(*) from restoration where state = :state")
                .param("state", state)
                .query(Long.class)
                .single();
    }

    /** As another process has it: it shares the database and the broker, and no memory. */
    private Restorations restorationsOfAnotherInstance() {
        return new Restorations(
                jdbc,
                transaction,
                transactions,
                restored,
                ledger,
                marks,
                known,
                settings,
                Clock.systemUTC(),
                dataSource,
                new LastSeen(),
                life,
                conflicts);
    }

    private static final List<String> DUMPED =
            List.of(
                    "bucket",
                    "lane",
                    "taken_place",
                    "number",
                    "assignment",
                    "set_aside",
                    "succession",
                    "suspension",
                    "life",
                    "ledger_state");

    /** What pg_dump takes and pg_restore --clean --single-transaction puts back. */
    private void dump() {
        transaction.executeWithoutResult(
                status -> {
                    jdbc.sql("set transaction isolation level repeatable read").update();
                    jdbc.sql("create schema dumped").update();
                    DUMPED.forEach(
                            table ->
                                    jdbc.sql(
                                                    "create table dumped.%1$s as table %1$s"
                                                            .formatted(table))
                                            .update());
                });
    }

    private void putBack() {
        transaction.executeWithoutResult(
                status -> {
                    jdbc.sql("alter table life disable trigger user").update();
                    jdbc.sql("truncate " + String.join(", ", DUMPED)).update();
                    DUMPED.forEach(this::putBack);
                    jdbc.sql("alter table life enable trigger user").update();
                    jdbc.sql("drop schema dumped cascade").update();
                });
    }

    /** As if the dump were younger than the last beat, or its beat had come again meanwhile. */
    private void putBackWithTheBeatOfToday() {
        transaction.executeWithoutResult(
                status -> {
                    jdbc.sql("lock table ledger_state in access exclusive mode").update();
                    long today =
                            jdbc.sql("select beat from ledger_state").query(Long.class).single();
                    putBack();
                    jdbc.sql("update ledger_state set beat = :today")
                            .param("today", today)
                            .update();
                });
    }

    private void putBack(String table) {
        String columns =
                jdbc.sql(
                                """
                                select string_agg(quote_ident(column_name), ', ')
                                  from information_schema.columns
                                 where table_schema = 'public' and table_name = :table
                                   and is_generated = 'NEVER'
                                """)
                        .param("table", table)
                        .query(String.class)
                        .single();
        jdbc.sql("insert into %1$s (%2$s) select %2$s from dumped.%1$s".formatted(table, columns))
                .update();
    }

    private Object serverStart() {
        return jdbc.sql("select pg_postmaster_start_time()::text").query(String.class).single();
    }

    private String incarnation() {
        return jdbc.sql("select incarnation::text from ledger_state").query(String.class).single();
    }

    private int nextPlace(Bucket bucket) {
        return jdbc.sql("select next_place from bucket where bucket = :bucket")
                .param("bucket", bucket.fixedDigits())
                .query(Integer.class)
                .single();
    }

    private int firstPlace() {
        return jdbc.sql("select first_place from ledger_state").query(Integer.class).single();
    }

    private void awaitOpen() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(standing().text("/assignment")).isEqualTo("open"));
    }

    private static boolean isFailed(JsonNode run) {
        return "failed".equals(run.path("state").asString(""))
                && !"OvertakenException".equals(run.path("failure").asString(""));
    }

    private Answer standing() {
        return api.as("ops").get("/id-numbers/v1/restorations");
    }

    private Answer ask(String prefix, int year, List<UUID> items) {
        String body =
                items.stream()
                        .map(
                                item ->
                                        "{\"itemId\":\"%s\",\"prefix\":\"%s\",\"sex\":\"MALE\",\"birthYear\":%d}"
                                                .formatted(item, prefix, year))
                        .collect(Collectors.joining(","));
        return api.asPopulationService()
                .post(
                        ALLOCATIONS,
                        "{\"requestId\":\"%s\",\"items\":[%s]}".formatted(UUID.randomUUID(), body));
    }

    private Map<UUID, String> allocate(String prefix, int year, int count) {
        return numbers(ask(prefix, year, Stream.generate(UUID::randomUUID).limit(count).toList()));
    }

    private Map<UUID, String> allocateAgain(String prefix, int year, Map<UUID, String> before) {
        return numbers(ask(prefix, year, List.copyOf(before.keySet())));
    }

    private static Map<UUID, String> numbers(Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        Map<UUID, String> numbers = new HashMap<>();
        for (JsonNode item : answer.body().get("items")) {
            numbers.put(
                    UUID.fromString(item.get("itemId").asString()), item.get("number").asString());
        }
        return numbers;
    }

    private static void remember(Map<UUID, String> numbers) {
        numbers.forEach((person, number) -> REGISTER.put(number, person));
    }

    private void tell(Map<UUID, String> numbers) throws Exception {
        for (Map.Entry<UUID, String> one : numbers.entrySet()) {
            kafka.send(
                            "idnumber.outcomes.v1",
                            one.getKey().toString(),
                            """
                            {"specversion":"1.0","type":"idnumber.number-assigned.v1",
                             "data":{"requestId":"%s","personId":"%s","number":"%s"}}
                            """
                                    .formatted(one.getKey(), one.getKey(), one.getValue()))
                    .get();
        }
    }

    private void tellTogether(Map<UUID, String> numbers) throws Exception {
        String items =
                numbers.entrySet().stream()
                        .map(
                                one ->
                                        "{\"personId\":\"%s\",\"outcome\":\"assigned\",\"number\":\"%s\"}"
                                                .formatted(one.getKey(), one.getValue()))
                        .collect(Collectors.joining(","));
        String refused =
                "{\"personId\":\"%s\",\"outcome\":\"exhausted\"}".formatted(UUID.randomUUID());
        kafka.send(
                        "idnumber.outcomes.v1",
                        "batch",
                        """
                        {"specversion":"1.0","type":"idnumber.batch-answered.v1",
                         "data":{"requestId":"%s","items":[%s,%s]}}
                        """
                                .formatted(UUID.randomUUID(), items, refused))
                .get();
    }

    /** The marks that Kafka has are later than the backup. */
    private void awaitLaterMark() {
        long before = beat();
        await().atMost(SOON).until(() -> beat() >= before + 2);
    }

    private long beat() {
        try {
            return jdbc.sql("select beat from ledger_state").query(Long.class).single();
        } catch (org.springframework.dao.DataAccessException e) {
            return Long.MIN_VALUE; // its connections ended with the server
        }
    }

    private static void backUp() throws IOException {
        int port = postgres.port();
        postgres.close();
        copy(FOLDER.resolve("postgres"), FOLDER.resolve("backup"));
        postgres = start(port);
    }

    private static void restore() throws IOException {
        int port = postgres.port();
        postgres.close();
        delete(FOLDER.resolve("postgres"));
        copy(FOLDER.resolve("backup"), FOLDER.resolve("postgres"));
        postgres = start(port);
    }

    private static LocalPostgres start(int port) {
        return LocalPostgres.start(new PostgresSettings(FOLDER.resolve("postgres"), port, 64, 60));
    }

    private static HttpServer population() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/internal/population/v1/numbers",
                    exchange -> {
                        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
                        byte[] body = page(request).getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders().set("Content-Type", "application/json");
                        exchange.sendResponseHeaders(registerAnswers ? 200 : 503, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String page(JsonNode request) {
        String after = request.path("after").asString("");
        int limit = request.path("limit").asInt();
        Map<String, Object> page = new LinkedHashMap<>();
        List<Map<String, String>> items =
                REGISTER.tailMap(after, false).entrySet().stream()
                        .limit(limit)
                        .map(
                                e ->
                                        Map.of(
                                                "number",
                                                e.getKey(),
                                                "personId",
                                                e.getValue().toString(),
                                                "currentNumber",
                                                CURRENT.getOrDefault(e.getKey(), e.getKey())))
                        .toList();
        page.put("items", items);
        if (items.size() == limit) {
            page.put("next", items.getLast().getOrDefault("number", ""));
        }
        return JSON.writeValueAsString(page);
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("dancu-restore-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        java.nio.file.LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
