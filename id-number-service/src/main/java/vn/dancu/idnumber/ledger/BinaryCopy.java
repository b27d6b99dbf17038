package vn.dancu.idnumber.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Rows in the binary format of PostgreSQL's COPY, sent on the connection of the current
 * transaction. The rows of one batch are bounded by the batch, so they are built in memory.
 */
final class BinaryCopy {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
    };

    /** PostgreSQL counts microseconds from here. */
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    /** The widest rows here have four short fields. */
    private static final int ROW_BYTES_GUESS = 72;

    private ByteBuffer bytes;

    private BinaryCopy(int rows) {
        this.bytes = ByteBuffer.allocate(32 + rows * ROW_BYTES_GUESS);
    }

    /** Copies each element as one row. */
    static <T> void into(
            JdbcTemplate jdbc, String target, List<T> elements, BiConsumer<BinaryCopy, T> row) {
        BinaryCopy rows = new BinaryCopy(elements.size());
        // No flags and no extension of the header.
        rows.bytes.put(SIGNATURE).putInt(0).putInt(0);
        elements.forEach(element -> row.accept(rows, element));
        rows.fields(-1);
        jdbc.execute(
                (ConnectionCallback<Long>)
                        connection -> {
                            CopyIn copy =
                                    connection
                                            .unwrap(PGConnection.class)
                                            .getCopyAPI()
                                            .copyIn(
                                                    "copy "
                                                            + target
                                                            + " from stdin (format binary)");
                            try {
                                copy.writeToCopy(rows.bytes.array(), 0, rows.bytes.position());
                                return copy.endCopy();
                            } finally {
                                if (copy.isActive()) {
                                    copy.cancelCopy();
                                }
                            }
                        });
    }

    /** The order that PostgreSQL gives to uuid: by bytes, without sign. */
    static <T> Comparator<T> byUuid(Function<T, UUID> id) {
        return (a, b) -> {
            UUID left = id.apply(a);
            UUID right = id.apply(b);
            int high =
                    Long.compareUnsigned(
                            left.getMostSignificantBits(), right.getMostSignificantBits());
            return high != 0
                    ? high
                    : Long.compareUnsigned(
                            left.getLeastSignificantBits(), right.getLeastSignificantBits());
        };
    }

    BinaryCopy fields(int count) {
        reserve(Short.BYTES).putShort((short) count);
        return this;
    }

    BinaryCopy bigint(long value) {
        reserve(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
        return this;
    }

    BinaryCopy uuid(UUID value) {
        reserve(Integer.BYTES + 2 * Long.BYTES)
                .putInt(2 * Long.BYTES)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits());
        return this;
    }

    BinaryCopy timestamp(Instant value) {
        long seconds = value.getEpochSecond() - EPOCH.getEpochSecond();
        return bigint(seconds * 1_000_000 + value.getNano() / 1_000);
    }

    BinaryCopy text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        reserve(Integer.BYTES + encoded.length).putInt(encoded.length).put(encoded);
        return this;
    }

    private ByteBuffer reserve(int count) {
        if (bytes.remaining() < count) {
            int size = Math.max(2 * bytes.capacity(), bytes.position() + count);
            bytes = ByteBuffer.allocate(size).put(bytes.flip());
        }
        return bytes;
    }
}
