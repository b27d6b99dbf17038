package vn.dancu.plumbing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.sandbox.audit.ChainCheck;
import vn.dancu.sandbox.audit.OutsideSeals;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

/** The record of reads is sealed, and whoever changes it afterwards is found. */
@RealInfrastructure(database = "plumbing")
@SpringBootTest(
        classes = PlumbingService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=plumbing",
            "dancu.seals.interval=100ms",
            "dancu.seals.rows=3"
        })
class SealsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TABLE = "audit_record";

    @Autowired private AuditRecords records;
    @Autowired private TransactionTemplate transaction;
    @Autowired private JdbcClient jdbc;
    @Autowired private DataSource dataSource;
    @Autowired private TestTokens tokens;

    @Value("${dancu.callers.directory}")
    private Path callers;

    @Value("${spring.kafka.bootstrap-servers}")
    private String broker;

    @BeforeEach
    void writeAndSeal() throws Exception {
        for (int i = 0; i < 7; i++) {
            write();
        }
        // In one transaction: more than a seal holds, and still in one seal.
        transaction.executeWithoutResult(
                status ->
                        records.recordAll(
                                "person_read",
                                Stream.generate(UUID::randomUUID).limit(5).toList(),
                                "answered"));
        awaitSealed();
    }

    @Test
    void thousandsAtOnceAreNamedByFewSealedRecords() throws Exception {
        long before = count();
        List<UUID> people = Stream.generate(UUID::randomUUID).limit(2_500).toList();
        transaction.executeWithoutResult(
                status -> records.recordAll("numbers_allocated", people, "answered"));
        assertThat(count() - before).isEqualTo(3);
        assertThat(
                        jdbc.sql("select count(*) from audit_record where people @> array[:one]")
                                .param("one", people.get(1_700))
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
        awaitSealed();
    }

    private void write() {
        transaction.executeWithoutResult(
                status ->
                        records.record("person_read", Optional.of(UUID.randomUUID()), "answered"));
    }

    private void awaitSealed() throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            ChainCheck.Outcome outcome = checked(Map.of());
                            assertThat(outcome.findings()).isEmpty();
                            assertThat(outcome.unsealed()).isZero();
                            assertThat(outcome.rows()).isEqualTo(count());
                        });
    }

    private long count() {
        return jdbc.sql("select count(*) from audit_record").query(Long.class).single();
    }

    private ChainCheck.Outcome checked(Map<Long, byte[]> outside) throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            return new ChainCheck(connection, List.of(key())).check(TABLE, outside);
        }
    }

    private PublicKey key() throws Exception {
        tokens.caller("plumbing", "plumbing", Map.of());
        String pem = Files.readString(callers.resolve("plumbing.pem"));
        return KeyFactory.getInstance("EC")
                .generatePublic(
                        new X509EncodedKeySpec(
                                Base64.getMimeDecoder()
                                        .decode(pem.replaceAll("-----[A-Z ]+-----", ""))));
    }

    @Test
    void nothingIsSealedThatAnEarlierTransactionMayStillPrecede() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var slow =
                    threads.submit(
                            () ->
                                    transaction.executeWithoutResult(
                                            status -> {
                                                records.record(
                                                        "person_read", Optional.empty(), "slow");
                                                written.countDown();
                                                awaitUninterrupted(mayEnd);
                                            }));
            written.await();
            long sealed = checked(Map.of()).rows();
            write();

            await().during(Duration.ofMillis(500))
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(checked(Map.of()).rows()).isEqualTo(sealed));

            mayEnd.countDown();
            slow.get();
        }
        awaitSealed();
    }

    @Test
    void sealsOfAnEarlierKeyAreTrueForWhoeverKeptItAndForNobodyElse() throws Exception {
        PublicKey later = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
        try (Connection connection = dataSource.getConnection()) {
            var kept = new ChainCheck(connection, List.of(later, key()));
            assertThat(kept.check(TABLE, Map.of()).findings()).isEmpty();
            var lost = new ChainCheck(connection, List.of(later));
            assertThat(lost.check(TABLE, Map.of()).findings())
                    .isNotEmpty()
                    .allMatch(finding -> finding.contains("not signed"));
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void eachSealStandsOutsideTheDatabaseToo() throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            Map<Long, byte[]> outside = outside();
                            ChainCheck.Outcome outcome = checked(outside);
                            assertThat(outcome.findings()).isEmpty();
                            assertThat(outside).hasSize((int) outcome.seals());
                        });
    }

    private Map<Long, byte[]> outside() {
        return new HashMap<>(OutsideSeals.read(broker).of("plumbing", TABLE));
    }

    static Stream<Arguments> tampering() {
        String second = "(select id from audit_record order by id offset 1 limit 1)";
        return Stream.of(
                Arguments.of(
                        "update audit_record set outcome = 'x' where id = " + second, "altered"),
                Arguments.of(
                        "update audit_record set purpose = '' where id = " + second, "altered"),
                Arguments.of("delete from audit_record where id = " + second, "rows are there"),
                Arguments.of(
                        "insert into audit_record (action, client_id, subject, outcome,"
                                + " correlation_id, written_in) select action, client_id, subject,"
                                + " outcome, correlation_id, written_in from audit_record where id = "
                                + second,
                        "rows are there"),
                Arguments.of("update seal set rows = rows + 1 where sequence = 1", "was altered"),
                Arguments.of("update seal set root = previous where sequence = 2", "was altered"),
                Arguments.of("delete from seal where sequence = 2", "before it is missing"),
                Arguments.of(
                        "update seal set signature = decode(repeat('00', 64), 'hex')"
                                + " where sequence = 1",
                        "not signed"));
    }

    @ParameterizedTest
    @MethodSource("tampering")
    void whatWasChangedAfterwardsIsFound(String change, String finding) throws Exception {
        assertThat(afterwards(Map.of(), change)).anyMatch(found -> found.contains(finding));
    }

    @Test
    void aTailThatWasCutOffIsFoundByWhatStandsOutside() throws Exception {
        await().atMost(PATIENCE).until(() -> outside().size() >= checked(Map.of()).seals());
        Map<Long, byte[]> outside = outside();
        String cut =
                "delete from audit_record where written_in >= (select max(from_xact) from seal);"
                        + "delete from seal where sequence = (select max(sequence) from seal)";

        assertThat(afterwards(Map.of(), cut)).isEmpty();
        assertThat(afterwards(outside, cut)).anyMatch(found -> found.contains("cut off"));
    }

    /** What a check finds after a change by somebody who may do everything; it is taken back. */
    private List<String> afterwards(Map<Long, byte[]> outside, String change) throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("alter table audit_record disable trigger user");
                statement.execute("alter table seal disable trigger user");
                statement.execute(change);
                return new ChainCheck(connection, List.of(key())).check(TABLE, outside).findings();
            } catch (SQLException e) {
                throw new AssertionError(e);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
