package vn.dancu.plumbing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;
import vn.dancu.platform.database.MigrationCheck;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.platform.signals.DatabaseSignals;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "plumbing")
@SpringBootTest(
        classes = PlumbingService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=plumbing",
            "dancu.ops.path=/plumbing/v1",
            "dancu.inbox.max-attempts=2",
            "dancu.inbox.first-back-off=10ms"
        })
class PlumbingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path PLATFORM_MIGRATIONS =
            Path.of("../platform/src/main/resources/db/platform");

    @Autowired private Outbox outbox;
    @Autowired private DatabaseSignals signals;
    @Autowired private TransactionTemplate transaction;
    @Autowired private JdbcClient jdbc;
    @Autowired private DataSource dataSource;
    @Autowired private KafkaTemplate<String, String> kafka;
    @Autowired private PlumbingService.Listener listener;
    @Autowired private PlumbingService.Listener listenerInGroups;
    @Autowired private TestTokens tokens;
    @Autowired private Flyway migrations;
    @LocalServerPort private int port;

    @Test
    void aServiceThatMayNotMigrateRefusesADatabaseThatLacksSomething() {
        MigrationCheck check = new MigrationCheck();
        Flyway flyway = flyway("latest");

        assertThatThrownBy(() -> check.migrate(flyway))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dancu.database.migrate is false")
                .hasMessageContaining("not_migrated");
        assertThat(flyway.info().applied()).isEmpty();

        flyway("0.1").migrate();
        assertThatThrownBy(() -> check.migrate(flyway))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not applied to database: 0.2");

        flyway.migrate();
        assertThatCode(() -> check.migrate(flyway)).doesNotThrowAnyException();
        // Another release has more: an older instance that starts again does not mind.
        assertThatCode(() -> check.migrate(flyway("0.1"))).doesNotThrowAnyException();
    }

    /** Its versions are below those of the service, whose database may be from before them. */
    @Test
    void whatALaterReleaseOfThePlatformAddsReachesADatabaseThatIsThere() {
        assertThat(migrations.getConfiguration().isOutOfOrder()).isTrue();
    }

    /**
     * Back to the release before: it knows neither the later migrations of its service nor those of
     * the platform, whose versions are below its own.
     */
    @Test
    void anOlderReleaseStartsOnTheDatabaseOfANewerOne(@TempDir Path newer, @TempDir Path older)
            throws IOException {
        try (Stream<Path> files = Files.list(PLATFORM_MIGRATIONS)) {
            for (Path file : files.toList()) {
                Files.copy(file, newer.resolve(file.getFileName()));
                if (!file.getFileName().toString().startsWith("V0_3__")) {
                    Files.copy(file, older.resolve(file.getFileName()));
                }
            }
        }
        Files.writeString(newer.resolve("V1__first.sql"), "create table first ()");
        Files.copy(newer.resolve("V1__first.sql"), older.resolve("V1__first.sql"));
        Files.writeString(newer.resolve("V2__second.sql"), "create table second ()");
        release(newer).migrate();

        assertThat(release(older).migrate().migrationsExecuted).isZero();
        assertThatCode(() -> new MigrationCheck().migrate(release(older)))
                .doesNotThrowAnyException();
        // What was applied is still compared with what is known.
        Files.writeString(older.resolve("V1__first.sql"), "create table another ()");
        assertThatThrownBy(() -> release(older).migrate()).hasMessageContaining("checksum");
    }

    private Flyway release(Path migrationsOfIt) {
        return Flyway.configure()
                .configuration(migrations.getConfiguration())
                .schemas("rolled_back")
                .locations("filesystem:" + migrationsOfIt)
                .load();
    }

    private Flyway flyway(String target) {
        return Flyway.configure()
                .dataSource(dataSource)
                .schemas("not_migrated")
                .locations("classpath:db/platform")
                .target(target)
                .load();
    }

    private void tell(String key, int step) {
        outbox.append(
                new OutgoingEvent(
                        PlumbingService.TOPIC,
                        key,
                        PlumbingService.TYPE,
                        step,
                        new PlumbingService.Done(key, step)));
    }

    @Test
    void eventsOfOneKeyArriveOnceAndInOrder() {
        for (int step = 0; step < 200; step++) {
            int current = step;
            transaction.executeWithoutResult(status -> tell("order-", current));
        }
        List<String> told = IntStream.range(0, 200).mapToObj(i -> "order-" + i).toList();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listener.heardOf("order-")).isEqualTo(told));
        await().atMost(PATIENCE)
                .until(
                        () ->
                                jdbc.sql("select count(*) from outbox")
                                                .query(Integer.class)
                                                .single()
                                        == 0);
    }

    @Test
    void lateCommitWithAnEarlierIdIsNotSkipped() throws Exception {
        var firstIsWritten = new CountDownLatch(1);
        var secondIsHeard = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> late =
                    threads.submit(
                            () ->
                                    transaction.executeWithoutResult(
                                            status -> {
                                                tell("late-", 1);
                                                firstIsWritten.countDown();
                                                awaitLatch(secondIsHeard);
                                            }));
            awaitLatch(firstIsWritten);
            transaction.executeWithoutResult(status -> tell("early-", 2));
            await().atMost(PATIENCE).until(() -> !listener.heardOf("early-").isEmpty());
            assertThat(listener.heardOf("late-")).isEmpty();
            secondIsHeard.countDown();
            late.get();
        }
        await().atMost(PATIENCE).until(() -> listener.heardOf("late-").equals(List.of("late-1")));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eventOfAnUndoneTransactionIsNeverTold() {
        assertThatThrownBy(
                        () ->
                                transaction.executeWithoutResult(
                                        status -> {
                                            tell("undone-", 1);
                                            throw new IllegalStateException("undo");
                                        }))
                .isInstanceOf(IllegalStateException.class);
        transaction.executeWithoutResult(status -> tell("done-", 1));
        await().atMost(PATIENCE).until(() -> !listener.heardOf("done-").isEmpty());
        assertThat(listener.heardOf("undone-")).isEmpty();
        assertThatThrownBy(() -> tell("outside-", 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sameEventTwiceOnTheWireTakesEffectOnce() {
        String event =
                """
                {"specversion":"1.0","id":"%s","source":"/x","type":"plumbing.thing-done.v1",
                 "subject":"twice-","time":"2026-01-01T00:00:00Z","aggregateversion":1,
                 "correlationid":"%s","data":{"key":"twice-","step":1},"unknown":"ignored"}
                """
                        .formatted(UUID.randomUUID(), UUID.randomUUID());
        for (int i = 0; i < 3; i++) {
            kafka.send(PlumbingService.TOPIC, "twice-", event).join();
        }
        transaction.executeWithoutResult(status -> tell("twice-", 2));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(listener.heardOf("twice-"))
                                        .containsExactly("twice-1", "twice-2"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void laterEventsOfAParkedKeyWaitAndAReplayTakesThemInOrder(boolean inGroups) {
        PlumbingService.Listener taking = inGroups ? listenerInGroups : listener;
        String key = "parked-" + taking.name() + "-";
        taking.broken.add(key + "2");
        for (int step = 1; step <= 3; step++) {
            int current = step;
            transaction.executeWithoutResult(status -> tell(key, current));
        }
        String other = "other-" + taking.name() + "-";
        transaction.executeWithoutResult(status -> tell(other, 1));
        await().atMost(PATIENCE).until(() -> !taking.heardOf(other).isEmpty());
        await().atMost(PATIENCE).until(() -> parked(key) == 2);
        assertThat(taking.heardOf(key)).containsExactly(key + "1");

        assertThat(replay(taking)).contains("\"replayed\":0");
        taking.broken.clear();
        assertThat(replay(taking)).contains("\"replayed\":2");
        assertThat(taking.heardOf(key)).containsExactly(key + "1", key + "2", key + "3");
        assertThat(parked(key)).isZero();
    }

    @Test
    void eventsInGroupsArriveOnceAndInOrderAlsoBesideOneThatIsBroken() {
        listenerInGroups.broken.add("many-150");
        for (int step = 0; step < 200; step++) {
            int current = step;
            transaction.executeWithoutResult(
                    status -> tell(current == 150 ? "many-" : "many-" + current + "-", current));
        }
        await().atMost(PATIENCE).until(() -> parked("many-") == 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listenerInGroups.heardOf("many-")).hasSize(199));
        assertThat(listenerInGroups.heardOf("many-")).doesNotHaveDuplicates();
        listenerInGroups.broken.clear();
        assertThat(replay(listenerInGroups)).contains("\"replayed\":1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatDoesNotConcernAHandlerPassesUnlessItWaitsBehindWhatDoes(boolean inGroups) {
        PlumbingService.Listener taking = inGroups ? listenerInGroups : listener;
        String key = "idle-" + taking.name() + "-";
        taking.idle.addAll(List.of(key + "2", key + "5"));
        taking.broken.add(key + "4");
        transaction.executeWithoutResult(
                status -> IntStream.rangeClosed(1, 3).forEach(step -> tell(key, step)));
        await().atMost(PATIENCE)
                .until(() -> taking.heardOf(key).equals(List.of(key + "1", key + "3")));

        transaction.executeWithoutResult(status -> tell(key, 4));
        await().atMost(PATIENCE).until(() -> parked(key) == 1);
        transaction.executeWithoutResult(status -> tell(key, 5));
        await().atMost(PATIENCE).until(() -> parked(key) == 2);
        taking.broken.clear();
        replay(taking);
        assertThat(parked(key)).isZero();
    }

    private int parked(String key) {
        return jdbc.sql("select count(*) from dead_letter where key = :key")
                .param("key", key)
                .query(Integer.class)
                .single();
    }

    private String replay(PlumbingService.Listener taking) {
        String answer =
                RestClient.create("http://localhost:" + port)
                        .post()
                        .uri("/plumbing/v1/dead-letters/" + taking.name() + "/replay")
                        .headers(h -> h.addAll(tokens.bearer("ops", Map.of("scope", "ops"))))
                        .retrieve()
                        .body(String.class);
        return answer == null ? "" : answer;
    }

    @Test
    void unreadableMessageDoesNotStopTheOthers() {
        kafka.send(PlumbingService.TOPIC, "garbage-", "this is no event").join();
        transaction.executeWithoutResult(status -> tell("garbage-", 1));
        await().atMost(PATIENCE).until(() -> !listener.heardOf("garbage-").isEmpty());
    }

    @Test
    void waiterIsWokenByASignalAndGivesUpAtItsDeadline() throws Exception {
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<String>> waiting =
                    threads.submit(
                            () ->
                                    signals.awaitUntil(
                                            "thing",
                                            Instant.now().plusSeconds(20),
                                            () ->
                                                    done.get()
                                                            ? Optional.of("yes")
                                                            : Optional.empty()));
            done.set(true);
            signals.signal("thing");
            assertThat(waiting.get()).contains("yes");
        }
        assertThat(signals.awaitUntil("never", Instant.now().plusMillis(50), Optional::empty))
                .isEmpty();
    }

    @Test
    void auditRecordsCannotBeChangedOrRemoved() {
        jdbc.sql(
                        """
                        insert into audit_record
                            (action, client_id, subject, outcome, correlation_id)
                        values ('test', 'a', 'a', 'answered', 'c')
                        """)
                .update();
        assertThatThrownBy(() -> jdbc.sql("update audit_record set outcome = 'x'").update())
                .hasMessageContaining("never changed");
        assertThatThrownBy(() -> jdbc.sql("delete from audit_record").update())
                .hasMessageContaining("never changed");
    }
}
