package vn.dancu.sandbox.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LocalPostgresIT {

    @TempDir private Path folder;

    private final int port = FreePorts.one();

    @Test
    void isPostgres18WithDurabilityOnAndBoundedMemory() throws SQLException {
        try (LocalPostgres postgres = start();
                Connection connection = postgres.databases().open("postgres")) {
            Map<String, String> settings = new HashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery("SELECT name, setting FROM pg_settings")) {
                while (rows.next()) {
                    settings.put(rows.getString(1), rows.getString(2));
                }
            }
            assertThat(settings)
                    .containsEntry("fsync", "on")
                    .containsEntry("synchronous_commit", "on")
                    .containsEntry("full_page_writes", "on")
                    .containsEntry("data_checksums", "on")
                    .containsEntry("listen_addresses", "127.0.0.1")
                    .containsEntry("unix_socket_directories", "")
                    .containsEntry("password_encryption", "scram-sha-256")
                    .containsEntry("shared_buffers", Integer.toString(64 * 1024 / 8))
                    .containsEntry("max_connections", "20")
                    .containsEntry("max_wal_size", "2048")
                    .containsEntry("server_encoding", "UTF8")
                    .containsEntry("shared_preload_libraries", "pg_stat_statements");
            assertThat(settings.get("server_version")).startsWith("18.");
        }
    }

    @Test
    void acknowledgedRowsSurviveTheDeathOfTheServer() throws SQLException {
        List<Integer> acknowledged = new ArrayList<>();
        try (LocalPostgres postgres = start()) {
            postgres.databases().create("card", "first");
            try (Connection card = connect("card", "card", "first");
                    Statement statement = card.createStatement()) {
                statement.execute("CREATE TABLE fact (id integer PRIMARY KEY)");
                for (int id = 0; id < 200; id++) {
                    statement.execute("INSERT INTO fact VALUES (" + id + ")");
                    acknowledged.add(id);
                }
                kill(postgres.processId());
            }
        } catch (SQLException expected) {
            // Closing a connection whose server is gone may complain.
            assertThat(acknowledged).hasSize(200);
        }
        try (LocalPostgres postgres = start();
                Connection card = connect("card", "card", "first")) {
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(ids(card)).isEqualTo(acknowledged);
        }
    }

    @Test
    void dataAndPasswordsStayWhenItIsStoppedAndStartedOnAnotherPort() throws SQLException {
        try (LocalPostgres postgres = start()) {
            postgres.databases().create("card", "first");
            try (Connection card = connect("card", "card", "first");
                    Statement statement = card.createStatement()) {
                statement.execute("CREATE TABLE fact (id integer PRIMARY KEY)");
                statement.execute("INSERT INTO fact VALUES (7)");
            }
        }
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
        int other = FreePorts.one();
        try (LocalPostgres postgres =
                        LocalPostgres.start(new PostgresSettings(folder, other, 128, 20));
                Connection card =
                        DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + other + "/card",
                                "card",
                                "first")) {
            assertThat(postgres.port()).isEqualTo(other);
            assertThat(ids(card)).containsExactly(7);
        }
    }

    @Test
    void serverOfAKilledProcessIsStoppedAndItsDataTakenOver() throws Exception {
        long orphan;
        try (ChildJvm child =
                ChildJvm.runUntilReady(
                        PostgresProgram.class, folder.toString(), Integer.toString(port))) {
            orphan = pidIn(folder);
            assertThatThrownBy(this::start)
                    .isInstanceOf(InfrastructureException.class)
                    .hasMessageContaining("another process runs a server on");
            child.killHard();
        }
        assertThat(runs(orphan)).isTrue();
        try (LocalPostgres postgres = start();
                Connection card = connect("card", "card", "secret")) {
            assertThat(runs(orphan)).isFalse();
            assertThat(postgres.processId()).isNotEqualTo(orphan);
            assertThat(ids(card)).containsExactly(1);
        }
    }

    @Test
    void leftoverIsStoppedOnRequest() throws Exception {
        try (ChildJvm child =
                ChildJvm.runUntilReady(
                        PostgresProgram.class, folder.toString(), Integer.toString(port))) {
            child.killHard();
        }
        long orphan = pidIn(folder);
        assertThat(LocalPostgres.stopLeftover(folder)).isTrue();
        assertThat(runs(orphan)).isFalse();
        assertThat(LocalPostgres.stopLeftover(folder)).isFalse();
    }

    @Test
    void strangerWhoGotTheProcessIdOfADeadServerIsLeftAlone() throws Exception {
        start().close();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(
                    folder.resolve("data/postmaster.pid"),
                    "%d%n%s%n".formatted(stranger.pid(), folder.resolve("data")));
            start().close();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly().onExit().join();
        }
    }

    @Test
    void ownersEnterTheirOwnDatabaseOnlyAndAreNoSuperusers() throws SQLException {
        try (LocalPostgres postgres = start()) {
            postgres.databases().create("card", "it's \\ secret");
            postgres.databases().create("sharing", "other");
            postgres.databases().create("sharing", "changed");
            try (Connection card = connect("card", "card", "it's \\ secret");
                    Statement statement = card.createStatement()) {
                statement.execute("CREATE TABLE mine (name text)");
                statement.execute("CREATE INDEX ON mine USING gin (name gin_trgm_ops)");
                try (ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT unaccent('Nguyễn') || ' ' || lower('ĐẶNG')
                                       || ' ' || encode(digest('', 'sha256'), 'hex')
                                """)) {
                    row.next();
                    assertThat(row.getString(1)).startsWith("Nguyen đặng e3b0c442");
                }
                assertThatThrownBy(() -> statement.execute("CREATE ROLE intruder SUPERUSER"))
                        .hasMessageContaining("permission denied");
            }
            for (String closed : List.of("sharing", "postgres", "template1")) {
                assertThatThrownBy(() -> connect(closed, "card", "it's \\ secret").close())
                        .hasMessageContaining("permission denied for database");
            }
            assertThatThrownBy(() -> connect("sharing", "sharing", "other").close())
                    .hasMessageContaining("password authentication failed");
            postgres.databases().drop("card");
            assertThatThrownBy(() -> connect("card", "card", "it's \\ secret").close())
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void valuesOfRefusedStatementsAreNotInTheServersLog() throws SQLException, IOException {
        try (LocalPostgres postgres = start()) {
            postgres.databases().create("card", "first");
            try (Connection card = connect("card", "card", "first");
                    Statement statement = card.createStatement()) {
                statement.execute("CREATE TABLE fact (name text PRIMARY KEY)");
                statement.execute("INSERT INTO fact VALUES ('NGUYEN VAN TEST')");
                assertThatThrownBy(
                                () ->
                                        statement.execute(
                                                "INSERT INTO fact VALUES ('NGUYEN VAN TEST')"))
                        .hasMessageContaining("duplicate key");
            }
        }
        assertThat(Files.readString(folder.resolve("postgres.log")))
                .contains("ready to accept connections")
                .doesNotContain("NGUYEN VAN TEST");
    }

    @Test
    void takenPortIsToldWithTheServersOwnReason() throws IOException {
        try (var taken =
                new java.net.ServerSocket(
                        port, 1, java.net.InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThat(taken.getLocalPort()).isEqualTo(port);
            assertThatThrownBy(this::start)
                    .isInstanceOf(InfrastructureException.class)
                    .hasMessageContaining("could not bind IPv4 address");
        }
        start().close();
    }

    private LocalPostgres start() {
        return LocalPostgres.start(new PostgresSettings(folder, port, 128, 20));
    }

    private Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, password);
    }

    private static List<Integer> ids(Connection connection) throws SQLException {
        List<Integer> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM fact ORDER BY id")) {
            while (rows.next()) {
                ids.add(rows.getInt(1));
            }
        }
        return ids;
    }

    private static void kill(long pid) {
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        assertThat(server.destroyForcibly()).isTrue();
        server.onExit().join();
    }

    /**
     * A process that ended but was not yet collected by its parent still counts as alive to Java.
     */
    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
    }

    private static long pidIn(Path folder) throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst().strip());
    }
}
