package vn.dancu.population.imports;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to work on an import. A session's advisory lock says that the worker lives: it ends
 * with the process or its connection. The epoch refuses the work of one that lost the lock
 * unawares.
 */
final class Lease implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lease.class);
    private final UUID importId;
    private final long epoch;
    private final Connection session;

    Lease(UUID importId, long epoch, Connection session) {
        this.importId = importId;
        this.epoch = epoch;
        this.session = session;
    }

    UUID importId() {
        return importId;
    }

    long epoch() {
        return epoch;
    }

    @Override
    public void close() {
        release(session);
    }

    /** Gives a session back without its locks. */
    static void release(Connection session) {
        try (session;
                Statement statement = session.createStatement()) {
            statement.execute("select pg_advisory_unlock_all()");
        } catch (SQLException e) {
            // A broken session has lost its locks already.
            log.debug("lease session ended: {}", e.getSQLState());
        }
    }

    /** Another worker has taken the import over; nothing of this one's work counts any more. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException() {
            super("the lease was lost");
        }
    }
}
