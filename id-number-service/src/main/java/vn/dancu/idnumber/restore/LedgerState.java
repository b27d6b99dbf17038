package vn.dancu.idnumber.restore;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The row that says on which server the ledger is complete, and the server that answers. */
@Component
class LedgerState {
    private final JdbcClient jdbc;

    LedgerState(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param systemId given to a database cluster when it is made; a dump that is restored
     *     elsewhere is in another one
     * @param timeline another one after each promotion or recovery to a point in time
     * @param startedAt when this server process began
     */
    record Server(String systemId, String timeline, OffsetDateTime startedAt) {}

    record State(
            UUID incarnation,
            long beat,
            @Nullable String systemId,
            @Nullable String timeline,
            @Nullable OffsetDateTime serverStartedAt,
            @Nullable String closedReason,
            @Nullable OffsetDateTime closedAt) {
        boolean isVerifiedFor(Server server) {
            return server.startedAt()
                    .isEqual(Optional.ofNullable(serverStartedAt).orElse(OffsetDateTime.MIN));
        }
    }

    Server server() {
        return jdbc.sql(
                        """
                        select (select system_identifier::text from pg_control_system())
                                   as system_id,
                               left(pg_walfile_name(pg_current_wal_lsn()), 8) as timeline,
                               pg_postmaster_start_time() as started_at
                        """)
                .query(Server.class)
                .single();
    }

    State read() {
        return jdbc.sql(
                        """
                        select incarnation, beat, system_id, timeline, server_started_at,
                               closed_reason, closed_at
                          from ledger_state
                        """)
                .query(State.class)
                .single();
    }

    /** Whether numbers exist at all: an empty ledger cannot be an older one without its marks. */
    boolean hasNumbers() {
        return jdbc.sql("select exists (select from number)").query(Boolean.class).single();
    }

    Mark beat() {
        return jdbc.sql("update ledger_state set beat = beat + 1 returning incarnation, beat")
                .query(Mark.class)
                .single();
    }

    void verify(Server server) {
        jdbc.sql(
                        """
                        update ledger_state
                           set system_id = :systemId, timeline = :timeline,
                               server_started_at = :startedAt
                         where closed_reason is null
                        """)
                .param("systemId", server.systemId())
                .param("timeline", server.timeline())
                .param("startedAt", server.startedAt())
                .update();
    }

    /** Closes it, unless it is closed already. */
    void close(String reason, Instant now) {
        jdbc.sql(
                        """
                        update ledger_state set closed_reason = :reason, closed_at = :now
                         where closed_reason is null
                        """)
                .param("reason", reason)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Buckets that are opened from now on begin so much further. */
    void raiseFirstPlace(int margin) {
        jdbc.sql("update ledger_state set first_place = least(first_place + :margin, 500000)")
                .param("margin", margin)
                .update();
    }

    /** The ledger is complete again, and begins a new life. */
    Mark reopen(Server server, long laterThan) {
        return jdbc.sql(
                        """
                        update ledger_state
                           set closed_reason = null, closed_at = null,
                               incarnation = gen_random_uuid(),
                               beat = greatest(beat, :laterThan) + 1,
                               system_id = :systemId, timeline = :timeline,
                               server_started_at = :startedAt
                        returning incarnation, beat
                        """)
                .param("laterThan", laterThan)
                .param("systemId", server.systemId())
                .param("timeline", server.timeline())
                .param("startedAt", server.startedAt())
                .query(Mark.class)
                .single();
    }
}
