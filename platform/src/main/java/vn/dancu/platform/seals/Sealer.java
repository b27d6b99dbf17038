package vn.dancu.platform.seals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;

/**
 * Seals what was written by transactions that have ended: below the oldest running one no row can
 * appear any more. It reads behind those who write and holds nobody up. One instance at a time
 * seals a table; whoever dies leaves no trace, and the next begins where the last seal ends.
 */
final class Sealer {
    static final String TYPE = "audit.record-sealed.v1";
    private static final byte[] BEFORE_THE_FIRST = new byte[32];
    private static final int FETCH = 2_000;

    private static final String COLUMNS =
            """
            select attname from pg_attribute
            where attrelid = ?::regclass and attnum > 0 and not attisdropped
            order by attnum
            """;

    private static final String PRIMARY_KEY =
            """
            select a.attname from pg_index i
            cross join unnest(i.indkey) with ordinality k (attnum, place)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
            where i.indrelid = ?::regclass and i.indisprimary order by k.place
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Outbox outbox;
    private final SealSigner signer;
    private final SealSettings settings;
    private final Clock clock;
    private final String service;

    Sealer(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            Outbox outbox,
            SealSigner signer,
            SealSettings settings,
            Clock clock,
            String service) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.outbox = outbox;
        this.signer = signer;
        this.settings = settings;
        this.clock = clock;
        this.service = service;
    }

    /** What a pass came to. */
    enum Pass {
        /** All that could be sealed is. */
        DONE,
        /** There is more: pass again at once. */
        MORE,
        /** Another instance seals this table now. */
        BUSY
    }

    /** The copy of a seal that leaves the database; bytes in Base64. */
    record Sealed(
            String service,
            String stream,
            long sequence,
            long from,
            long to,
            List<String> columns,
            long rows,
            String root,
            String previous,
            Instant at,
            String hash,
            String keyId,
            String signature) {}

    Pass seal(SealedTable table) {
        return Objects.requireNonNull(
                transaction.execute(
                        status ->
                                jdbc.execute(
                                        (ConnectionCallback<Pass>)
                                                connection -> seal(table, connection))));
    }

    private Pass seal(SealedTable table, Connection connection) throws SQLException {
        if (!locked(table, connection)) {
            return Pass.BUSY;
        }
        Optional<Seal> last = last(table, connection);
        long from = last.map(Seal::to).orElse(0L);
        long horizon = horizon(connection);
        if (horizon < from) {
            throw new IllegalStateException(
                    "the counter of transactions is behind the last seal of "
                            + table.name()
                            + ": the database was loaded from a dump");
        }
        if (horizon == from) {
            return Pass.DONE;
        }
        List<String> columns = names(COLUMNS, table, connection);
        Leaves leaves = leaves(table, columns, from, horizon, connection);
        if (leaves.tree().leaves() == 0) {
            return Pass.DONE; // the next seal begins where the last one ended
        }
        Seal seal =
                new Seal(
                        table.name(),
                        last.map(Seal::sequence).orElse(0L) + 1,
                        from,
                        leaves.to(),
                        columns,
                        leaves.tree().leaves(),
                        leaves.tree().root(),
                        last.map(Seal::hash).orElse(BEFORE_THE_FIRST),
                        clock.instant().truncatedTo(ChronoUnit.MICROS));
        store(seal);
        return leaves.to() < horizon ? Pass.MORE : Pass.DONE;
    }

    private record Leaves(MerkleTree tree, long to) {}

    private Leaves leaves(
            SealedTable table, List<String> columns, long from, long horizon, Connection connection)
            throws SQLException {
        // Rows from before there was the column belong to the first seal.
        String begin = from == 0 ? "coalesce(written_in, 0) >= ?" : "written_in >= ?";
        String sql =
                "select coalesce(written_in, 0), %s from %s where %s"
                                .formatted(texts(columns), table.name(), begin)
                        + " and coalesce(written_in, 0) < ? order by written_in nulls first, "
                        + String.join(", ", names(PRIMARY_KEY, table, connection));
        MerkleTree tree = new MerkleTree();
        long current = -1;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            statement.setLong(1, from);
            statement.setLong(2, horizon);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    long written = rows.getLong(1);
                    if (written != current && tree.leaves() >= settings.rows()) {
                        return new Leaves(tree, written);
                    }
                    current = written;
                    tree.add(row(rows, columns.size()));
                }
            }
        }
        return new Leaves(tree, horizon);
    }

    /** Each column as its length and its text; the length of what is null is -1. */
    private static byte[] row(ResultSet rows, int columns) throws SQLException {
        byte[][] texts = new byte[columns][];
        int size = 0;
        for (int i = 0; i < columns; i++) {
            String text = rows.getString(i + 2);
            texts[i] = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
            size += Integer.BYTES + (texts[i] == null ? 0 : texts[i].length);
        }
        ByteBuffer row = ByteBuffer.allocate(size);
        for (byte[] text : texts) {
            if (text == null) {
                row.putInt(-1);
            } else {
                row.putInt(text.length).put(text);
            }
        }
        return row.array();
    }

    private static String texts(List<String> columns) {
        return String.join(", ", columns.stream().map(column -> column + "::text").toList());
    }

    private void store(Seal seal) {
        byte[] hash = seal.hash();
        byte[] signature = signer.sign(hash);
        jdbc.update(
                """
                insert into seal (stream, sequence, from_xact, to_xact, columns, rows, root,
                    previous, sealed_at, hash, key_id, signature)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                seal.stream(),
                seal.sequence(),
                seal.from(),
                seal.to(),
                seal.columns().toArray(String[]::new),
                seal.rows(),
                seal.root(),
                seal.previous(),
                OffsetDateTime.ofInstant(seal.at(), ZoneOffset.UTC),
                hash,
                signer.keyId(),
                signature);
        outbox.append(
                new OutgoingEvent(
                        settings.topic(),
                        service + "/" + seal.stream(),
                        TYPE,
                        seal.sequence(),
                        new Sealed(
                                service,
                                seal.stream(),
                                seal.sequence(),
                                seal.from(),
                                seal.to(),
                                seal.columns(),
                                seal.rows(),
                                base64(seal.root()),
                                base64(seal.previous()),
                                seal.at(),
                                base64(hash),
                                signer.keyId(),
                                base64(signature))));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static boolean locked(SealedTable table, Connection connection) throws SQLException {
        // Texts of dates, times and bytes depend on these three.
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "set local timezone = 'UTC'; set local datestyle = 'ISO, YMD';"
                            + " set local bytea_output = 'hex'");
        }
        try (var statement =
                connection.prepareStatement(
                        "select pg_try_advisory_xact_lock(hashtextextended('seal ' || ?, 0))")) {
            statement.setString(1, table.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Every transaction below it has ended, and a query from now on sees what it wrote. */
    private static long horizon(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<String> names(String query, SealedTable table, Connection connection)
            throws SQLException {
        List<String> names = new ArrayList<>();
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    private static Optional<Seal> last(SealedTable table, Connection connection)
            throws SQLException {
        try (var statement =
                connection.prepareStatement(
                        """
                        select sequence, from_xact, to_xact, columns, rows, root, previous,
                            sealed_at
                        from seal where stream = ? order by sequence desc limit 1
                        """)) {
            statement.setString(1, table.name());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(
                        new Seal(
                                table.name(),
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                List.of((String[]) row.getArray(4).getArray()),
                                row.getLong(5),
                                row.getBytes(6),
                                row.getBytes(7),
                                row.getObject(8, OffsetDateTime.class).toInstant()));
            }
        }
    }
}
