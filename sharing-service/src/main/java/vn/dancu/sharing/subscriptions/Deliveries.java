package vn.dancu.sharing.subscriptions;

import static vn.dancu.sharing.subscriptions.Subscriptions.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * How the telling of each subscription goes. One instance works on a subscription at a time, for a
 * lease that ends by itself when the instance is killed; whoever has lost it changes nothing more.
 */
@Repository
class Deliveries {
    private final JdbcClient jdbc;

    Deliveries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param position of the last notification that may be told
     * @param cursor up to where the client of a feed has taken what it was told
     * @param dueAt when it is tried again
     */
    record Delivery(
            long position,
            long cursor,
            int failures,
            Instant dueAt,
            @Nullable String heldBecause,
            long missed) {}

    /**
     * Takes a subscription that has something to tell, for the time of the lease. The busiest
     * agency has no more than its places, however many of its addresses hang.
     */
    Optional<UUID> take(UUID lease, Duration time, int perAgency, Instant now) {
        return jdbc.sql(
                        """
                        update subscription_delivery set lease = :lease,
                            leased_until = clock_timestamp() + :millis * interval '1 millisecond'
                        where subscription_id = (
                            select d.subscription_id
                            from subscription_delivery d
                                join subscription s on s.id = d.subscription_id
                            where d.due_at <= :now and d.leased_until <= clock_timestamp()
                                and (s.state = 'UNCONFIRMED'
                                    or s.state = 'ACTIVE' and exists (select from notification n
                                        where n.subscription_id = s.id
                                            and n.state in ('WAITING', 'READY')))
                                and (select count(*) from subscription_delivery other
                                    where other.agency_code = d.agency_code
                                        and other.lease is not null
                                        and other.leased_until > clock_timestamp()) < :places
                            order by d.due_at limit 1 for update of d skip locked)
                        returning subscription_id
                        """)
                .param("lease", lease)
                .param("millis", time.toMillis())
                .param("places", perAgency)
                .param("now", utc(now))
                .query(UUID.class)
                .optional();
    }

    /**
     * Holds the row until the transaction ends, so that positions become visible in their order.
     *
     * @return the last position; none if the lease is lost
     */
    Optional<Long> lock(UUID id, UUID lease) {
        return jdbc.sql(
                        """
                        select last_position from subscription_delivery
                        where subscription_id = :id and lease = :lease for update
                        """)
                .param("id", id)
                .param("lease", lease)
                .query(Long.class)
                .optional();
    }

    void position(UUID id, long last) {
        jdbc.sql(
                        """
                        update subscription_delivery set last_position = :last
                        where subscription_id = :id
                        """)
                .param("id", id)
                .param("last", last)
                .update();
    }

    /** Ends a turn that went well, or had nothing to do. */
    void release(UUID id, UUID lease, Instant due) {
        ended(id, lease, due, null, "0");
    }

    /** Ends a turn in which the address failed. */
    void failed(UUID id, UUID lease, Instant due) {
        ended(id, lease, due, null, "failures + 1");
    }

    /** Ends a turn for a reason that is not the address's: tried again later. */
    void postponed(UUID id, UUID lease, Instant due, @Nullable String because) {
        ended(id, lease, due, because, "failures");
    }

    private void ended(
            UUID id, UUID lease, Instant due, @Nullable String because, String failures) {
        jdbc.sql(
                        """
                        update subscription_delivery
                        set lease = null, leased_until = '-infinity', due_at = :due,
                            held_because = :because, failures = %s
                        where subscription_id = :id and lease = :lease
                        """
                                .formatted(failures))
                .param("id", id)
                .param("lease", lease)
                .param("due", utc(due))
                .param("because", because, Types.VARCHAR)
                .update();
    }

    /** Tries at once, whatever was to be waited for. */
    void wake(UUID id, Instant now) {
        jdbc.sql(
                        """
                        update subscription_delivery
                        set due_at = least(due_at, :now), held_because = null
                        where subscription_id = :id
                        """)
                .param("id", id)
                .param("now", utc(now))
                .update();
    }

    Delivery of(UUID id) {
        return jdbc.sql("select * from subscription_delivery where subscription_id = :id")
                .param("id", id)
                .query((row, n) -> delivery(row))
                .single();
    }

    /**
     * Commits where the client of a feed goes on, forth or back.
     *
     * @param expected where it stood, if the client says so
     * @return whether it stood there
     */
    boolean commit(UUID id, long position, @Nullable Long expected) {
        return jdbc.sql(
                                """
                                update subscription_delivery set cursor_position = :position
                                where subscription_id = :id
                                    and (:expected::bigint is null
                                        or cursor_position = :expected::bigint)
                                """)
                        .param("id", id)
                        .param("position", position)
                        .param("expected", expected, Types.BIGINT)
                        .update()
                == 1;
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getLong("last_position"),
                row.getLong("cursor_position"),
                row.getInt("failures"),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getString("held_because"),
                row.getLong("missed"));
    }
}
