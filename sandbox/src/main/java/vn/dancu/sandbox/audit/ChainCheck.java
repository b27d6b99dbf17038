package vn.dancu.sandbox.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks one chain: each seal follows the one before it, is signed, covers exactly the rows that
 * are there, and stands outside the database as it stands inside.
 */
public final class ChainCheck {
    private static final int FETCH = 2_000;
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]*");

    private final Connection database;
    private final List<PublicKey> keys;
    private final MessageDigest sha256;

    /**
     * @param database of the service, for reading alone
     * @param keys every public key the service has had since its records began
     */
    public ChainCheck(Connection database, List<PublicKey> keys) {
        this.database = database;
        this.keys = List.copyOf(keys);
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * What a check came to.
     *
     * @param unsealed rows that no seal covers yet
     * @param findings what is wrong, in words without personal data; empty if nothing is
     */
    public record Outcome(
            String stream, long seals, long rows, long unsealed, List<String> findings) {}

    /** The chains of the database. */
    public List<String> streams() throws SQLException {
        return StoredSeal.streams(database);
    }

    /**
     * @param stream name of the chain, which is the name of the table
     * @param outside hash of each seal by its sequence, as kept outside the database
     */
    public Outcome check(String stream, Map<Long, byte[]> outside) throws SQLException {
        if (!IDENTIFIER.matcher(stream).matches()) {
            throw new IllegalArgumentException("not the name of a table");
        }
        try (var statement = database.createStatement()) {
            statement.execute(
                    "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set bytea_output = 'hex'");
        }
        List<String> findings = new ArrayList<>();
        List<StoredSeal> seals = StoredSeal.all(database, stream);
        byte[] previous = new byte[32];
        long sequence = 0;
        long end = 0;
        long rows = 0;
        for (StoredSeal seal : seals) {
            String name = stream + " seal " + seal.sequence();
            if (seal.sequence() != sequence + 1) {
                findings.add(name + ": the one before it is missing");
            }
            if (!Arrays.equals(seal.previous(), previous) || seal.from() != end) {
                findings.add(name + ": does not follow the one before it");
            }
            checkSelf(seal, name, outside, findings);
            rows += checkRows(seal, name, findings);
            sequence = seal.sequence();
            previous = seal.hash();
            end = seal.to();
        }
        long last = sequence;
        outside.keySet().stream()
                .filter(number -> number > last)
                .sorted()
                .forEach(
                        number ->
                                findings.add(
                                        "%s seal %d: stands outside the database alone: the end was cut off"
                                                .formatted(stream, number)));
        return new Outcome(stream, seals.size(), rows, unsealed(stream, end), findings);
    }

    private void checkSelf(
            StoredSeal seal, String name, Map<Long, byte[]> outside, List<String> findings) {
        if (!Arrays.equals(seal.hash(), seal.computedHash(sha256))) {
            findings.add(name + ": was altered");
        }
        if (!signed(seal)) {
            findings.add(name + ": is not signed by the service");
        }
        byte[] copy = outside.get(seal.sequence());
        if (copy != null && !Arrays.equals(copy, seal.hash())) {
            findings.add(name + ": another one stands outside the database");
        }
    }

    private boolean signed(StoredSeal seal) {
        return keys.stream().anyMatch(key -> signed(seal, key));
    }

    private static boolean signed(StoredSeal seal, PublicKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(key);
            signature.update(seal.hash());
            return signature.verify(seal.signature());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private long checkRows(StoredSeal seal, String name, List<String> findings)
            throws SQLException {
        for (String column : seal.columns()) {
            if (!IDENTIFIER.matcher(column).matches()) {
                findings.add(name + ": was altered");
                return 0;
            }
        }
        List<byte[]> leaves = leaves(seal);
        if (leaves.size() != seal.rows()) {
            findings.add(
                    "%s: %d rows are there, %d were sealed"
                            .formatted(name, leaves.size(), seal.rows()));
        } else if (!Arrays.equals(root(leaves), seal.root())) {
            findings.add(name + ": a row was altered, or one put in the place of another");
        }
        return leaves.size();
    }

    private List<byte[]> leaves(StoredSeal seal) throws SQLException {
        String texts = String.join(", ", seal.columns().stream().map(c -> c + "::text").toList());
        String written = seal.from() == 0 ? "coalesce(written_in, 0)" : "written_in";
        String sql =
                "select %s from %s where %s >= ? and %s < ? order by written_in nulls first, %s"
                        .formatted(texts, seal.stream(), written, written, order(seal.stream()));
        List<byte[]> leaves = new ArrayList<>();
        boolean ended = database.getAutoCommit();
        if (ended) {
            database.setAutoCommit(false); // or the driver would read all rows at once
        }
        try (PreparedStatement query = database.prepareStatement(sql)) {
            query.setFetchSize(FETCH);
            query.setLong(1, seal.from());
            query.setLong(2, seal.to());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    leaves.add(leaf(row, seal.columns().size()));
                }
            }
        } finally {
            if (ended) {
                database.commit();
                database.setAutoCommit(true);
            }
        }
        return leaves;
    }

    private byte[] leaf(ResultSet row, int columns) throws SQLException {
        sha256.reset();
        sha256.update((byte) 0);
        for (int i = 1; i <= columns; i++) {
            String text = row.getString(i);
            byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            sha256.update(ByteBuffer.allocate(4).putInt(text == null ? -1 : bytes.length).flip());
            sha256.update(bytes);
        }
        return sha256.digest();
    }

    /** RFC 6962, 2.1: the left part is the largest power of two below the whole. */
    private byte[] root(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            sha256.reset();
            return sha256.digest();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int left = Integer.highestOneBit(leaves.size() - 1);
        byte[] one = root(leaves.subList(0, left));
        byte[] other = root(leaves.subList(left, leaves.size()));
        sha256.reset();
        sha256.update((byte) 1);
        sha256.update(one);
        sha256.update(other);
        return sha256.digest();
    }

    /** Rows of one transaction stand in the order of the primary key. */
    private String order(String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement query =
                database.prepareStatement(
                        """
                        select a.attname from pg_index i
                        cross join unnest(i.indkey) with ordinality k (attnum, place)
                        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                        where i.indrelid = ?::regclass and i.indisprimary order by k.place
                        """)) {
            query.setString(1, table);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(row.getString(1));
                }
            }
        }
        return String.join(", ", columns);
    }

    private long unsealed(String stream, long end) throws SQLException {
        try (PreparedStatement query =
                database.prepareStatement(
                        "select count(*) from " + stream + " where written_in >= ?")) {
            query.setLong(1, end);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
