package vn.dancu.sandbox.infrastructure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes databases on a PostgreSQL server, each with an owner of the same name who is no superuser
 * and may enter no other database.
 */
public final class Databases {

    /** What the services' migrations may use; a user who is no superuser finds them installed. */
    private static final List<String> EXTENSIONS =
            List.of("pg_trgm", "unaccent", "pgcrypto", "btree_gin", "btree_gist");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final String address;
    private final String superuser;
    private final String password;

    /**
     * @param address host and port, as in {@code 127.0.0.1:8088}
     */
    public Databases(String address, String superuser, String password) {
        this.address = address;
        this.superuser = superuser;
        this.password = password;
    }

    public String url(String database) {
        return "jdbc:postgresql://" + address + "/" + database;
    }

    /** Makes database and owner unless they exist, and gives the owner this password. */
    public void create(String name, String ownerPassword) {
        requireName(name);
        try (Connection connection = open("postgres")) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
                execute(connection, "CREATE ROLE " + name + " LOGIN NOINHERIT");
            }
            setPassword(connection, name, ownerPassword);
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
                execute(connection, "CREATE DATABASE " + name + " OWNER " + name);
            }
            execute(connection, "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
            execute(connection, "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
        } catch (SQLException e) {
            throw new InfrastructureException("cannot make database " + name, e);
        }
        installExtensions(name);
    }

    /** Removes database and owner, ending what is connected to it. */
    public void drop(String name) {
        requireName(name);
        try (Connection connection = open("postgres")) {
            execute(connection, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            execute(connection, "DROP ROLE IF EXISTS " + name);
        } catch (SQLException e) {
            throw new InfrastructureException("cannot drop database " + name, e);
        }
    }

    /** A connection of the superuser: for measurements and proofs, never for a service. */
    public Connection open(String database) throws SQLException {
        return DriverManager.getConnection(url(database), superuser, password);
    }

    private void installExtensions(String database) {
        try (Connection connection = open(database)) {
            for (String extension : EXTENSIONS) {
                execute(connection, "CREATE EXTENSION IF NOT EXISTS " + extension);
            }
        } catch (SQLException e) {
            throw new InfrastructureException("cannot install extensions in " + database, e);
        }
    }

    private static boolean exists(Connection connection, String sql, String name)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    /** The statement takes no parameters, so the server itself quotes the password into it. */
    private static void setPassword(Connection connection, String role, String password)
            throws SQLException {
        String sql = "SELECT format('ALTER ROLE %I PASSWORD %L', ?::text, ?::text)";
        try (PreparedStatement quote = connection.prepareStatement(sql)) {
            quote.setString(1, role);
            quote.setString(2, password);
            try (ResultSet quoted = quote.executeQuery()) {
                quoted.next();
                execute(connection, quoted.getString(1));
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Names become part of statements that take no parameters, so only plain ones are accepted. */
    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain database name: " + name);
        }
    }
}
