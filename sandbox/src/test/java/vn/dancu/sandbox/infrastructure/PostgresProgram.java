package vn.dancu.sandbox.infrastructure;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;

/** Starts PostgreSQL, writes one row, and waits to be killed. */
final class PostgresProgram {

    private PostgresProgram() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        LocalPostgres postgres =
                LocalPostgres.start(new PostgresSettings(Path.of(arguments[0]), port, 128, 20));
        postgres.databases().create("card", "secret");
        try (Connection card =
                        DriverManager.getConnection(
                                postgres.databases().url("card"), "card", "secret");
                Statement statement = card.createStatement()) {
            statement.execute("CREATE TABLE fact (id integer PRIMARY KEY)");
            statement.execute("INSERT INTO fact VALUES (1)");
        }
        System.out.println("ready");
        new CountDownLatch(1).await();
    }
}
