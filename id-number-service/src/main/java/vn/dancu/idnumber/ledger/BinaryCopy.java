package vn.dancu.idnumber.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.postgresql.PGConnection;
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

    private final ByteArrayOutputStream bytes;
    private final DataOutputStream out;

    private BinaryCopy(int rows) {
        this.bytes = new ByteArrayOutputStream(32 + rows * 80);
        this.out = new DataOutputStream(bytes);
    }

    /** Copies each element as one row. */
    static <T> void into(
            JdbcTemplate jdbc, String target, List<T> elements, BiConsumer<BinaryCopy, T> row) {
        BinaryCopy copy = new BinaryCopy(elements.size());
        copy.write(
                out -> {
                    out.write(SIGNATURE);
                    out.writeInt(0);
                    out.writeInt(0);
                });
        elements.forEach(element -> row.accept(copy, element));
        copy.write(out -> out.writeShort(-1));
        jdbc.execute(
                (ConnectionCallback<Long>)
                        connection -> {
                            try {
                                return connection
                                        .unwrap(PGConnection.class)
                                        .getCopyAPI()
                                        .copyIn(
                                                "copy " + target + " from stdin (format binary)",
                                                new ByteArrayInputStream(copy.bytes.toByteArray()));
                            } catch (IOException e) {
                                throw new SQLException("the rows could not be sent", e);
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
        return write(out -> out.writeShort(count));
    }

    BinaryCopy bigint(long value) {
        return write(
                out -> {
                    out.writeInt(Long.BYTES);
                    out.writeLong(value);
                });
    }

    BinaryCopy uuid(UUID value) {
        return write(
                out -> {
                    out.writeInt(2 * Long.BYTES);
                    out.writeLong(value.getMostSignificantBits());
                    out.writeLong(value.getLeastSignificantBits());
                });
    }

    BinaryCopy timestamp(Instant value) {
        return bigint(Duration.between(EPOCH, value).dividedBy(Duration.ofNanos(1_000)));
    }

    BinaryCopy text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        return write(
                out -> {
                    out.writeInt(encoded.length);
                    out.write(encoded);
                });
    }

    private BinaryCopy write(Writing writing) {
        try {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return this;
    }

    @FunctionalInterface
    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }
}
