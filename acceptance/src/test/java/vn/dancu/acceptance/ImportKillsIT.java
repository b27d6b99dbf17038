package vn.dancu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vn.dancu.acceptance.PlatformUnderTest.Answer;
import vn.dancu.synthetic.Population;
import vn.dancu.synthetic.Truth;

/**
 * Processes are killed at random points of an import, which ends as if nobody had: nothing lost,
 * nothing repeated, no number burnt. {@code ./dancu prove} ({@code -Ddancu.scale=full}) kills
 * twenty times.
 */
class ImportKillsIT {
    private static final boolean FULL = "full".equals(System.getProperty("dancu.scale"));
    private static final int KILLS = FULL ? 20 : 3;
    private static final long CARDS = FULL ? 250_000 : 20_000;
    private static final int LONGEST_DELAY_MILLIS = 2_500;
    private static final Duration PATIENCE = Duration.ofMinutes(FULL ? 60 : 15);
    private static final String IMPORTS = "/population/v1/imports";

    /** The importer most often; whom it asks and where it writes, too. */
    private static final List<String> PARTS =
            List.of(
                    "population-service",
                    "population-service",
                    "id-number-service",
                    "population-service",
                    "PostgreSQL");

    private final long seed = Long.getLong("dancu.kills.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void killsAtRandomPointsChangeNothingOfWhatIsStored(@TempDir Path folder) throws Exception {
        Map<String, Truth> truths = new LinkedHashMap<>();
        List<String> killed = new ArrayList<>();
        try (PlatformUnderTest platform = PlatformUnderTest.start()) {
            for (int file = 0; file == 0 || killed.size() < KILLS; file++) {
                Path cards = folder.resolve("cards-" + file + ".ndjson");
                // Barcodes of near-by seeds differ; numbers that two files claim are conflicts.
                Truth truth = write(cards, 40 + file);
                String importId = upload(platform, cards);
                truths.put(importId, truth);
                killUntilDone(platform, importId, killed);
                Files.delete(cards);
            }
            for (Map.Entry<String, Truth> each : truths.entrySet()) {
                assertAsIfNobodyWasKilled(platform, each.getKey(), each.getValue(), truths.size());
            }
            assertRegisterAndLedgerAgree(platform, truths.values().stream().toList());
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ", killed " + killed, e);
        }
    }

    private static Truth write(Path file, long seed) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 18)) {
            return new Population(seed).writeTo(out, CARDS);
        }
    }

    private static String upload(PlatformUnderTest platform, Path cards) throws Exception {
        Answer answer = platform.upload("ops", IMPORTS, cards);
        assertThat(answer.status()).as(answer.code()).isEqualTo(202);
        return answer.text("importId");
    }

    private void killUntilDone(PlatformUnderTest platform, String importId, List<String> killed)
            throws IOException, InterruptedException {
        long seen = -1;
        while (killed.size() < KILLS) {
            JsonNode now = awaitWork(platform, importId, seen);
            if (now.path("state").asString("").equals("COMPLETED")) {
                return;
            }
            seen = now.path("lines").asLong();
            int delay = random.nextInt(LONGEST_DELAY_MILLIS);
            await().pollDelay(Duration.ofMillis(delay)).until(() -> true);
            String part = PARTS.get(killed.size() % PARTS.size());
            platform.kill(part);
            killed.add(part + " at " + seen + " + " + delay + " ms");
        }
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> isState(progress(platform, importId), "COMPLETED"));
    }

    /** Until the import is at work again: a kill before that would only delay the start. */
    private static JsonNode awaitWork(PlatformUnderTest platform, String importId, long seen) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> progress(platform, importId),
                        now ->
                                isState(now, "COMPLETED")
                                        || (isState(now, "RUNNING")
                                                && now.path("lines").asLong() > seen));
    }

    private static boolean isState(JsonNode progress, String state) {
        return progress.path("state").asString("").equals(state);
    }

    /** Missing while a part that answers is not there. */
    private static JsonNode progress(PlatformUnderTest platform, String importId)
            throws InterruptedException {
        try {
            return platform.get("ops", IMPORTS + "/" + importId).body();
        } catch (IOException | IllegalStateException e) {
            return tools.jackson.databind.node.MissingNode.getInstance();
        }
    }

    private static void assertAsIfNobodyWasKilled(
            PlatformUnderTest platform, String importId, Truth truth, int files)
            throws InterruptedException {
        JsonNode done = progress(platform, importId);
        assertThat(done.path("lines").asLong()).isEqualTo(truth.lines());
        assertThat(counts(done, "rejectsByCode")).isEqualTo(truth.rejectsByCode());
        assertThat(counts(done, "awaitingByCode")).isEqualTo(truth.awaitingByCode());
        assertThat(done.path("normalised").asLong()).isEqualTo(truth.normalised());
        assertThat(done.path("alreadyKnown").asLong()).isZero();
        // A number may have been given to somebody before the card that claims it came, and
        // strangers may be alike: then a card is in review instead of accepted, and only so.
        long accepted = done.path("accepted").asLong();
        long inReview = done.path("inReview").asLong();
        assertThat(accepted + inReview).isEqualTo(truth.accepted() + truth.inReview());
        assertThat(inReview - truth.inReview()).isBetween(0L, truth.lines() / 200 * files);
    }

    private static Map<String, Long> counts(JsonNode progress, String name) {
        Map<String, Long> counts = new TreeMap<>();
        progress.path(name)
                .properties()
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
        return counts;
    }

    /** Each person once with each key, and each number that was ever given is somebody's. */
    private static void assertRegisterAndLedgerAgree(PlatformUnderTest platform, List<Truth> truths)
            throws IOException, SQLException, InterruptedException {
        long stored = truths.stream().mapToLong(truth -> truth.lines() - truth.rejected()).sum();
        try (Connection register = platform.database("population-service", "population");
                Connection ledger = platform.database("id-number-service", "idnumber")) {
            assertThat(number(register, "select count(*) from person")).isEqualTo(stored);
            assertThat(
                            number(
                                    register,
                                    "select count(*) from person_by_barcode join person using"
                                            + " (person_id)"))
                    .isEqualTo(stored);
            assertThat(number(register, "select count(*) from person_by_barcode"))
                    .isEqualTo(stored);
            assertThat(
                            number(
                                    register,
                                    "select count(*) from import_chunk where written_at is null"))
                    .isZero();
            String pairs =
                    "select count(*)::text || ' ' || coalesce(sum(hashtextextended("
                            + "%s::text || lpad(number::text, 12, '0'), 0)::numeric), 0) from %s";
            String inRegister =
                    text(register, pairs.formatted("person_id", "person where number is not null"));
            assertThat(text(register, pairs.formatted("person_id", "person_by_number")))
                    .as("the key table")
                    .isEqualTo(inRegister);
            assertThat(text(ledger, pairs.formatted("item_id", "assignment")))
                    .as("the ledger: no number was burnt")
                    .isEqualTo(inRegister);
            assertThat(text(ledger, pairs.formatted("item_id", "number"))).isEqualTo(inRegister);
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        return Long.parseLong(text(connection, query));
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
