package vn.dancu.idnumber.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
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
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.model.TestKeys;
import vn.dancu.sandbox.infrastructure.LocalPostgres;
import vn.dancu.sandbox.infrastructure.PostgresSettings;
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

    private static volatile boolean registerAnswers;
    private static final Path FOLDER = temporaryFolder();
    private static LocalPostgres postgres = start(freePort());
    private static final HttpServer POPULATION = population();

    @Autowired Api api;
    @Autowired JdbcClient jdbc;
    @Autowired KafkaTemplate<String, String> kafka;

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
        Map<UUID, String> early = allocate("001", 2020, 300);
        remember(early);
        backUp();
        awaitLaterMark();

        // Given after the backup, and lost by the restore: some known to the register, some to
        // Kafka
        // alone, some only to who asked; and a bucket that the backup has never heard of.
        Map<UUID, String> registered = allocate("001", 2020, 200);
        remember(registered);
        Map<UUID, String> told = allocate("001", 2020, 60);
        tell(told);
        Map<UUID, String> untold = allocate("001", 2020, 40);
        Map<UUID, String> newBucket = allocate("096", 2021, 150);
        remember(newBucket);
        Map<UUID, String> unheardOf = allocate("095", 2021, 100);
        String elsewhere = "001220999983";
        UUID someone = UUID.randomUUID();
        REGISTER.put(elsewhere, someone);
        Set<String> given = new HashSet<>(REGISTER.keySet());
        Stream.of(told, untold, unheardOf).forEach(some -> given.addAll(some.values()));

        restore();

        // While the register does not answer nothing is assigned, and it says why.
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(standing().text("/reason")).isEqualTo("older_state"));
        Answer closed = ask("001", 2020, List.of(UUID.randomUUID()));
        assertThat(closed.status()).isEqualTo(503);
        assertThat(closed.text("/code")).isEqualTo("assignment_closed");
        assertThat(closed.contentType()).startsWith("application/problem+json");

        registerAnswers = true;
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(standing().text("/assignment")).isEqualTo("open"));

        List<String> later = new ArrayList<>();
        later.addAll(allocate("001", 2020, 1_000).values());
        later.addAll(allocate("096", 2021, 300).values());
        later.addAll(allocate("095", 2021, 300).values());
        assertThat(later).hasSize(1_600).doesNotHaveDuplicates().doesNotContainAnyElementsOf(given);
        // The same person has the same number as before, wherever anybody remembers it.
        assertThat(allocateAgain("001", 2020, registered)).isEqualTo(registered);
        assertThat(allocateAgain("001", 2020, told)).isEqualTo(told);
        assertThat(allocateAgain("096", 2021, newBucket)).isEqualTo(newBucket);
        assertThat(ask("001", 2020, List.of(someone)).text("/items/0/number")).isEqualTo(elsewhere);
        // Runs that failed while the register was silent have entered what Kafka knew.
        var runs = standing().body().get("latest");
        assertThat(runs.valueStream().mapToInt(run -> run.get("entered").asInt()).sum())
                .isEqualTo(200 + 60 + 150 + 1);
        assertThat(runs.valueStream().mapToInt(run -> run.get("conflicts").asInt()).sum()).isZero();
        // The far number that was issued elsewhere did not burn the places before it.
        assertThat(
                        jdbc.sql("select next_place from bucket where bucket = 1220")
                                .query(Integer.class)
                                .single())
                .isLessThan(300 + 260 + 500 + 1_000 + 100);
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
                        .map(e -> Map.of("number", e.getKey(), "personId", e.getValue().toString()))
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

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
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
