package vn.dancu.population.imports;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One binary COPY into a table. Write each row into {@link #row()}, say {@link #endRow()}, and
 * {@link #finish()} at the end; closed without that, the COPY is given up and nothing is stored.
 */
public final class BinaryCopy implements AutoCloseable {
    private static final int FLUSH_BYTES = 64 * 1024;
    // "PGCOPY\n\377\r\n\0", then no flags and no header extension.
    private static final byte[] HEADER =
            "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] TRAILER = {-1, -1};

    private final CopyIn copy;
    private final RowBytes rows = new RowBytes(FLUSH_BYTES + 8 * 1024);
    private boolean finished;

    private BinaryCopy(CopyIn copy) {
        this.copy = copy;
    }

    /**
     * @param table a name of this code, never of a request
     * @param columns names of its columns, with commas between
     */
    public static BinaryCopy into(Connection connection, String table, String columns)
            throws SQLException {
        CopyIn copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + table + " (" + columns + ") from stdin (format binary)");
        var started = new BinaryCopy(copy);
        started.rows.append(HEADER, 0, HEADER.length);
        return started;
    }

    public RowBytes row() {
        return rows;
    }

    public void endRow() throws SQLException {
        if (rows.length() >= FLUSH_BYTES) {
            flush();
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(rows.bytes(), 0, rows.length());
        rows.clear();
    }

    /** Ends the COPY and gives the number of rows. */
    public long finish() throws SQLException {
        rows.append(TRAILER, 0, TRAILER.length);
        flush();
        long count = copy.endCopy();
        finished = true;
        return count;
    }

    @Override
    public void close() throws SQLException {
        if (!finished && copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
