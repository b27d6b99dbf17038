package vn.dancu.idnumber.restore;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.dancu.idnumber.ledger.LastSeen;

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
        LastSeen.Sight sight() {
            return new LastSeen.Sight(incarnation, beat);
        }

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

    /** Whether one of the transactions that gave numbers is not in this state. */
    boolean lacksAny(List<LastSeen.Given> given) {
        return jdbc.sql(
                        """
                        select exists (
                            select from unnest(cast(:items as uuid[]), cast(:requests as uuid[]))
                                        g (item_id, request_id)
                             where (not exists (
                                           select from assignment a where a.item_id = g.item_id)
                                       -- A number that was transferred left its item; life tells.
                                       and not exists (
                                           select from life l where l.item_id = g.item_id))
                                or (g.request_id is not null and not exists (
                                       select from life l
                                        where l.item_id = g.item_id
                                          and l.request_id = g.request_id)))
                        """)
                .param(
                        "items",
                        given.stream().map(one -> one.itemId().toString()).toArray(String[]::new))
                .param(
                        "requests",
                        given.stream()
                                .map(LastSeen.Given::requestId)
                                .map(id -> id == null ? null : id.toString())
                                .toArray(String[]::new))
                .query(Boolean.class)
                .single();
    }

    /** Nothing where assignment is closed: its marks stand still until it opens again. */
    Optional<Mark> beat() {
        return jdbc.sql(
                        """
                        update ledger_state set beat = beat + 1
                         where closed_reason is null
                        returning incarnation, beat
                        """)
                .query(Mark.class)
                .optional();
    }

    void verify(Server server, UUID incarnation) {
        jdbc.sql(
                        """
                        update ledger_state
                           set system_id = :systemId, timeline = :timeline,
                               server_started_at = :startedAt
                         where closed_reason is null and incarnation = :incarnation
                        """)
                .param("incarnation", incarnation)
                .param("systemId", server.systemId())
                .param("timeline", server.timeline())
                .param("startedAt", server.startedAt())
                .update();
    }

    /** Closes it, unless it is closed already. */
    void close(String reason, Instant now) {
        close(reason, now, null);
    }

    /**
     * Closes it, unless it is closed already, or began another life since it was looked at.
     *
     * @param incarnation that was looked at; null for any
     */
    boolean close(String reason, Instant now, @Nullable UUID incarnation) {
        return jdbc.sql(
                                """
                                update ledger_state
                                   set closed_reason = :reason, closed_at = :now,
                                       next_incarnation = null, next_beat = null
                                 where closed_reason is null
                                   and incarnation = coalesce(
                                       cast(:incarnation as uuid), incarnation)
                                """)
                        .param("reason", reason)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("incarnation", incarnation == null ? null : incarnation.toString())
                        .update()
                == 1;
    }

    /**
     * One closing of assignment, and what it opens as.
     *
     * @param incarnation of the state that was found older
     * @param closedAt no two closings of a ledger have the same
     * @param server on which the run began
     */
    record Closing(UUID incarnation, OffsetDateTime closedAt, Mark next, Server server) {}

    private record Plan(
            UUID incarnation,
            OffsetDateTime closedAt,
            @Nullable UUID nextIncarnation,
            @Nullable Long nextBeat) {}

    /**
     * The closing as it stands, whose row is held: planned at its first run. Where a mark is later
     * than the plan, this very state was opened once, saved before that, and is restored now: then
     * it is another closing, for which all is done again.
     *
     * @return nothing where assignment is open
     */
    Optional<Closing> closing(Mark furthest, Instant now) {
        Optional<Plan> held =
                jdbc.sql(
                                """
                                select incarnation, closed_at, next_incarnation, next_beat
                                  from ledger_state where closed_reason is not null for update
                                """)
                        .query(Plan.class)
                        .optional();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        Plan plan = held.get();
        Long nextBeat = plan.nextBeat();
        boolean planned = plan.nextIncarnation() != null && nextBeat != null;
        boolean overtaken =
                nextBeat != null
                        && (furthest.beat() > nextBeat
                                || (furthest.beat() == nextBeat
                                        && !furthest.incarnation().equals(plan.nextIncarnation())));
        if (!planned || overtaken) {
            plan =
                    jdbc.sql(
                                    """
                                    update ledger_state
                                       set next_incarnation = gen_random_uuid(),
                                           next_beat = greatest(beat, :furthest) + 1,
                                           closed_at = case when :overtaken
                                               then greatest(
                                                   :now, closed_at + interval '1 microsecond')
                                               else closed_at end
                                    returning incarnation, closed_at, next_incarnation, next_beat
                                    """)
                            .param("furthest", furthest.beat())
                            .param("overtaken", overtaken)
                            .param("now", now.atOffset(ZoneOffset.UTC))
                            .query(Plan.class)
                            .single();
        }
        Mark next =
                new Mark(
                        Objects.requireNonNull(plan.nextIncarnation()),
                        Objects.requireNonNull(plan.nextBeat()));
        return Optional.of(new Closing(plan.incarnation(), plan.closedAt(), next, server()));
    }

    /** Buckets that are opened from now on begin so much further: once for each closing. */
    void raiseFirstPlace(Closing closing, int margin) {
        jdbc.sql(
                        """
                        update ledger_state
                           set first_place = least(first_place + :margin, 500000),
                               raised_for = closed_at
                         where closed_at = :closedAt and incarnation = :incarnation
                           and raised_for is distinct from closed_at
                        """)
                .param("margin", margin)
                .param("closedAt", closing.closedAt())
                .param("incarnation", closing.incarnation())
                .update();
    }

    /**
     * The ledger is complete again, and begins a new life.
     *
     * @return false where another closing, another state or another server is in its place
     */
    boolean reopen(Closing closing) {
        return jdbc.sql(
                                """
                                update ledger_state
                                   set closed_reason = null, closed_at = null,
                                       incarnation = next_incarnation, beat = next_beat,
                                       next_incarnation = null, next_beat = null,
                                       system_id = :systemId, timeline = :timeline,
                                       server_started_at = :startedAt
                                 where closed_at = :closedAt and incarnation = :incarnation
                                   and next_incarnation = :next and next_beat = :beat
                                   and raised_for = closed_at
                                   and pg_postmaster_start_time() = :startedAt
                                """)
                        .param("closedAt", closing.closedAt())
                        .param("incarnation", closing.incarnation())
                        .param("next", closing.next().incarnation())
                        .param("beat", closing.next().beat())
                        .param("systemId", closing.server().systemId())
                        .param("timeline", closing.server().timeline())
                        .param("startedAt", closing.server().startedAt())
                        .update()
                == 1;
    }
}
