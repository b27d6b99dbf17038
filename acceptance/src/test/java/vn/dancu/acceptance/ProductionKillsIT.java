package vn.dancu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import vn.dancu.acceptance.PlatformUnderTest.Answer;
import vn.dancu.synthetic.Population;

/**
 * The factory under {@code kill -9}: of the service while it makes cards and while it takes
 * results, of the machine while it writes chips. No card is bound twice, each blank is accounted
 * for, nothing is lost. {@code ./dancu prove} ({@code -Ddancu.scale=full}) makes more cards and
 * kills more often.
 */
class ProductionKillsIT {
    private static final boolean FULL = "full".equals(System.getProperty("dancu.scale"));
    private static final int CARDS = FULL ? 600 : 60;
    private static final int KILLS = FULL ? 8 : 2;
    private static final Duration PATIENCE = Duration.ofMinutes(FULL ? 20 : 5);
    private static final String SERVICE = "card-issuance-service";
    private static final String APPLICATIONS = "/cards/v1/applications";
    private static final String PRODUCTION = "/cards/v1/production";
    private static final String MACHINE =
            "personalisation-machine/target/personalisation-machine-0.1.0-SNAPSHOT-exec.jar";

    private final long seed = Long.getLong("dancu.kills.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final JsonMapper json = JsonMapper.builder().build();

    @TempDir private Path folder;

    @Test
    void noCardIsBoundTwiceAndNothingIsLostHoweverOftenProcessesDie() throws Exception {
        assumeTrue(FULL, "a platform of its own: ./dancu prove");
        try (PlatformUnderTest platform = PlatformUnderTest.start()) {
            approve(platform, people(platform));
            machine("keys", "--id", "kill-machine");
            String run = begin(platform);
            killWhileCardsAreMade(platform, run);
            fetch(platform, run);
            writeChips();
            killWhileResultsAreTaken(platform, run);
            assertNothingLostAndNothingTwice(platform, run);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    // -- what there is before the first kill --

    private List<String> people(PlatformUnderTest platform) throws Exception {
        Path cards = folder.resolve("people.ndjson");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(cards))) {
            new Population(77).writeTo(out, CARDS * 4L);
        }
        Answer sent = platform.upload("ops", "/population/v1/imports", cards);
        assertThat(sent.status()).as(sent.code()).isEqualTo(202);
        String path = "/population/v1/imports/" + sent.text("importId");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> platform.get("ops", path).text("state").equals("COMPLETED"));
        List<String> people = new ArrayList<>();
        try (Connection register = platform.database("population-service", "population");
                var statement = register.createStatement();
                var rows =
                        statement.executeQuery(
                                "select person_id from person where number is not null")) {
            while (rows.next()) {
                people.add(rows.getString(1));
            }
        }
        return people;
    }

    /** Children and whoever else may have no card are passed over. */
    private static void approve(PlatformUnderTest platform, List<String> people) throws Exception {
        int approved = 0;
        for (String person : people) {
            if (approved == CARDS) {
                return;
            }
            Answer filed =
                    platform.post(
                            "officer-hanoi",
                            APPLICATIONS,
                            """
                            {"personId": "%s", "kind": "FIRST", "unit": "CA-001"}
                            """
                                    .formatted(person));
            if (filed.status() == 201) {
                String path = APPLICATIONS + "/" + filed.text("applicationId") + "/approval";
                Answer decided = platform.post("chief-hanoi", path, "{\"version\": 1}");
                assertThat(decided.text("state")).as(decided.code()).isEqualTo("APPROVED");
                approved++;
            }
        }
        assertThat(approved).as("people enough").isEqualTo(CARDS);
    }

    private String begin(PlatformUnderTest platform) throws Exception {
        String certificate =
                Base64.getEncoder()
                        .encodeToString(Files.readAllBytes(folder.resolve("keys/machine.cer")));
        Answer enrolled =
                platform.post(
                        "centre",
                        PRODUCTION + "/machines",
                        "{\"machineId\": \"kill-machine\", \"certificate\": \"%s\"}"
                                .formatted(certificate));
        assertThat(enrolled.status()).as(enrolled.code()).isEqualTo(200);
        Answer begun =
                platform.post(
                        "centre",
                        PRODUCTION + "/runs",
                        "{\"machineId\": \"kill-machine\", \"cards\": %d}".formatted(CARDS));
        assertThat(begun.status()).as(begun.code()).isEqualTo(201);
        return begun.text("runId");
    }

    // -- the kills --

    private void killWhileCardsAreMade(PlatformUnderTest platform, String run) throws Exception {
        long made = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            made = awaitWork(platform, run, made);
            int delay = random.nextInt(1_500);
            await().pollDelay(Duration.ofMillis(delay)).until(() -> true);
            platform.kill(SERVICE);
        }
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> isReady(progress(platform, run)));
    }

    /** Until more cards are made: a kill before that would only delay the start. */
    private static long awaitWork(PlatformUnderTest platform, String run, long before) {
        return made(
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(50))
                        .until(
                                () -> progress(platform, run),
                                now -> made(now) > before || isReady(now)));
    }

    private static long made(JsonNode run) {
        return run.path("lines").path("MADE").asLong(0);
    }

    private static boolean isReady(JsonNode run) {
        return run.path("state").asString("").equals("READY");
    }

    /** Nothing while the service is not there. */
    private static JsonNode progress(PlatformUnderTest platform, String run)
            throws InterruptedException {
        try {
            return platform.get("centre", PRODUCTION + "/runs/" + run).body();
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private void fetch(PlatformUnderTest platform, String run) throws Exception {
        String name = run.replace("-", "").substring(0, 20).toUpperCase(Locale.ROOT);
        List<String> blanks =
                IntStream.range(0, CARDS).mapToObj(n -> name + "%06d".formatted(n)).toList();
        String serials = json.writeValueAsString(blanks);
        Answer received =
                platform.post(
                        "centre",
                        PRODUCTION + "/blanks",
                        "{\"delivery\": \"kills\", \"chipSerials\": %s}".formatted(serials));
        assertThat(received.status()).as(received.code()).isEqualTo(200);
        Files.write(folder.resolve("tray"), blanks);
        JsonNode all = platform.get("centre", "/cards/v1/pki/certificates").body();
        for (JsonNode certificate : all.path("certificates")) {
            if (certificate.path("kind").asString().equals("CSCA")) {
                Files.write(
                        folder.resolve("trust"),
                        Base64.getDecoder().decode(certificate.path("certificate").asString()));
            }
        }
        String path = PRODUCTION + "/runs/" + run + "/job";
        assertThat(platform.download("centre", path, folder.resolve("job"))).isEqualTo(200);
    }

    /** The machine dies in the middle and goes on behind its last result. */
    private void writeChips() throws Exception {
        String[] order = {"run", "--job", "job", "--trust", "trust", "--blanks", "tray"};
        Process first = start(order);
        Path results = folder.resolve("out/results.ndjson");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !first.isAlive() || lines(results) >= CARDS / 4);
        first.destroyForcibly().waitFor();
        machine(order);
        assertThat(lines(results)).isEqualTo(CARDS);
    }

    private static int lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private void killWhileResultsAreTaken(PlatformUnderTest platform, String run) throws Exception {
        List<String> results = Files.readAllLines(folder.resolve("out/results.ndjson"));
        int kills = 0;
        for (int i = 0; i < results.size(); i++) {
            // Each is handed in until it is answered: an answer that got lost is asked for again.
            JsonNode result = json.readTree(results.get(i));
            String body = body(result);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> isReadBack(platform, run, body));
            if (kills < KILLS && i == (kills + 1) * CARDS / (KILLS + 1)) {
                platform.kill(SERVICE);
                kills++;
            }
        }
        // All of them once more: the same answers, nothing else.
        for (String line : results) {
            assertThat(isReadBack(platform, run, body(json.readTree(line)))).isTrue();
        }
    }

    private String body(JsonNode result) throws IOException {
        Path image = folder.resolve("out/" + result.path("line").asInt() + ".chip");
        return "{\"result\": \"%s\", \"signature\": \"%s\", \"image\": \"%s\"}"
                .formatted(
                        result.path("result").asString(),
                        result.path("signature").asString(),
                        Base64.getEncoder().encodeToString(Files.readAllBytes(image)));
    }

    private static boolean isReadBack(PlatformUnderTest platform, String run, String body)
            throws InterruptedException {
        try {
            Answer answer = platform.post("centre", PRODUCTION + "/runs/" + run + "/results", body);
            if (answer.status() == 200) {
                assertThat(answer.text("state")).isEqualTo("READ_BACK");
                return true;
            }
            // While the service is away; anything else is a fault.
            assertThat(answer.status()).as(answer.code()).isIn(502, 503, 504);
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    // -- what there is in the end --

    private static void assertNothingLostAndNothingTwice(PlatformUnderTest platform, String run)
            throws Exception {
        assertThat(progress(platform, run).path("state").asString()).isEqualTo("CLOSED");
        try (Connection cards = platform.database(SERVICE, "card")) {
            assertThat(number(cards, "select count(*) from production_line")).isEqualTo(CARDS);
            assertThat(
                            number(
                                    cards,
                                    "select count(distinct (application_id, card_id, chip_serial))"
                                            + " from production_line where state = 'READ_BACK'"))
                    .isEqualTo(CARDS);
            assertThat(number(cards, "select count(distinct chip_serial) from production_line"))
                    .isEqualTo(CARDS);
            assertThat(
                            number(
                                    cards,
                                    "select count(*) from card where state = 'PRODUCED' and"
                                            + " read_back_at is not null"))
                    .as("no card was made twice")
                    .isEqualTo(CARDS);
            assertThat(number(cards, "select count(*) from card")).isEqualTo(CARDS);
            assertThat(
                            number(
                                    cards,
                                    "select count(*) from card_application where state ="
                                            + " 'PERSONALISED'"))
                    .isEqualTo(CARDS);
            assertThat(
                            number(
                                    cards,
                                    "select issued from blank_stock where received = issued +"
                                            + " in_stock + spoilt + void + missing + destroyed"))
                    .isEqualTo(CARDS);
            assertThat(number(cards, "select count(*) from blank_card where state = 'ISSUED'"))
                    .isEqualTo(CARDS);
            assertThat(
                            number(
                                    cards,
                                    "select count(*) from production_line where sealed is not"
                                            + " null"))
                    .as("what was sealed is destroyed")
                    .isZero();
            assertThat(number(cards, "select count(*) from production_incident")).isZero();
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    // -- the machine --

    private void machine(String... words) throws Exception {
        Process machine = start(words);
        assertThat(machine.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String said = new String(machine.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(machine.exitValue()).as(said).isZero();
    }

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx64m");
        command.add("-jar");
        command.add(PlatformUnderTest.PROJECT.resolve(MACHINE).toString());
        command.addAll(List.of(words));
        command.addAll(List.of("--keys", "keys"));
        if (words[0].equals("run")) {
            command.addAll(List.of("--out", "out"));
        }
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
