package vn.dancu.sandbox.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** A row of the table {@code seal}, as it stands there now. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
record StoredSeal(
        String stream,
        long sequence,
        long from,
        long to,
        List<String> columns,
        long rows,
        byte[] root,
        byte[] previous,
        Instant at,
        byte[] hash,
        byte[] signature) {

    static List<StoredSeal> all(Connection database, String stream) throws SQLException {
        List<StoredSeal> seals = new ArrayList<>();
        try (PreparedStatement query =
                database.prepareStatement(
                        """
                        select stream, sequence, from_xact, to_xact, columns, rows, root, previous,
                            sealed_at, hash, signature
                        from seal where stream = ? order by sequence
                        """)) {
            query.setString(1, stream);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    seals.add(
                            new StoredSeal(
                                    row.getString(1),
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    List.of((String[]) row.getArray(5).getArray()),
                                    row.getLong(6),
                                    row.getBytes(7),
                                    row.getBytes(8),
                                    row.getObject(9, OffsetDateTime.class).toInstant(),
                                    row.getBytes(10),
                                    row.getBytes(11)));
                }
            }
        }
        return seals;
    }

    static List<String> streams(Connection database) throws SQLException {
        List<String> streams = new ArrayList<>();
        try (var statement = database.createStatement();
                ResultSet row =
                        statement.executeQuery("select distinct stream from seal order by 1")) {
            while (row.next()) {
                streams.add(row.getString(1));
            }
        }
        return streams;
    }

    /** What the hash must be, by what the seal says. */
    byte[] computedHash(MessageDigest sha256) {
        sha256.reset();
        text(sha256, "dancu-seal-1");
        text(sha256, stream);
        number(sha256, sequence);
        number(sha256, from);
        number(sha256, to);
        sha256.update(ByteBuffer.allocate(4).putInt(columns.size()).flip());
        columns.forEach(column -> text(sha256, column));
        number(sha256, rows);
        sha256.update(root);
        sha256.update(previous);
        number(sha256, Math.addExact(at.getEpochSecond() * 1_000_000, at.getNano() / 1_000));
        return sha256.digest();
    }

    private static void text(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static void number(MessageDigest digest, long number) {
        digest.update(ByteBuffer.allocate(8).putLong(number).flip());
    }
}
