package vn.dancu.sharing.subscriptions;

import static vn.dancu.sharing.subscriptions.Subscriptions.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Topic;

/** What happened to enrolled people, for each subscription that wants to know. */
@Repository
class Notifications {
    private static final String SELECT =
            """
            select n.*, exists (select from enrolment e
                where e.person_id = n.person_id and e.subscription_id = n.subscription_id
                    and e.id = n.enrolment_id) as enrolled
            from notification n
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    Notifications(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A dead letter. Whom it concerns is not told by it: it was perhaps never permitted.
     *
     * @param failure why it was given up
     */
    record Dead(UUID id, Instant occurredAt, int tries, String failure) {}

    /** A fact about one person of the register, for whoever enrolled them. */
    void tell(UUID person, Fact fact) {
        tell("e.person_id = :first", person, person, fact);
    }

    /** A fact about everybody of the register from one to another, both included. */
    void tellAll(UUID first, UUID last, Fact fact) {
        tell("e.person_id between :first and :last", first, last, fact);
    }

    private void tell(String whom, UUID first, UUID last, Fact fact) {
        String wanting =
                """
                from enrolment e join subscription s on s.id = e.subscription_id
                    join subscription_delivery d on d.subscription_id = s.id
                where %s and s.state in ('ACTIVE', 'PAUSED') and not s.sandbox
                    and :topic = any(s.topics)
                """
                        .formatted(whom);
        parameters(
                        """
                        insert into notification (subscription_id, person_id, enrolment_id,
                            reference, topic, what, person_version, lines, occurred_at, created_at,
                            state)
                        select s.id, e.person_id, e.id, e.reference, :topic, :what, :version,
                            :lines, :at, :now, 'WAITING'
                        """
                                + wanting
                                + "and d.full_since is null",
                        fact)
                .param("first", first)
                .param("last", last)
                .update();
        jdbc.sql(
                        """
                        update subscription_delivery f set missed = f.missed + m.people
                        from (select s.id, count(*) as people
                        """
                                + wanting
                                + """
                                and d.full_since is not null group by s.id) m
                                where f.subscription_id = m.id
                                """)
                .param("first", first)
                .param("last", last)
                .param("topic", fact.topic().wire())
                .update();
    }

    /** A fact about an invented person, for the one subscription that tries it. */
    UUID tryOut(UUID subscription, Enrolments.Person person, Fact fact) {
        return parameters(
                        """
                        insert into notification (subscription_id, person_id, enrolment_id,
                            reference, topic, what, person_version, lines, occurred_at, created_at,
                            state)
                        values (:subscription, :person, :enrolment, :reference, :topic, :what,
                            :version, :lines, :at, :now, 'WAITING')
                        returning id
                        """,
                        fact)
                .param("subscription", subscription)
                .param("person", person.personId())
                .param("enrolment", person.enrolmentId())
                .param("reference", person.reference(), Types.VARCHAR)
                .query(UUID.class)
                .single();
    }

    private JdbcClient.StatementSpec parameters(String sql, Fact fact) {
        return jdbc.sql(sql)
                .param("topic", fact.topic().wire())
                .param("what", fact.what().orElse(null), Types.VARCHAR)
                .param("version", fact.version().orElse(null), Types.BIGINT)
                .param("lines", wire(fact.lines()))
                .param("at", utc(fact.occurredAt()))
                .param("now", utc(clock.instant()));
    }

    /** Those that are not permitted yet, in the order in which they happened. */
    List<Notification> waiting(UUID subscription, int limit) {
        return list("n.state = 'WAITING' order by n.seq", subscription, limit);
    }

    /** Those that are to be sent, in their order. */
    List<Notification> ready(UUID subscription, int limit) {
        return list("n.state = 'READY' order by n.position", subscription, limit);
    }

    private List<Notification> list(String which, UUID subscription, int limit) {
        return jdbc.sql(SELECT + "where n.subscription_id = :id and " + which + " limit :limit")
                .param("id", subscription)
                .param("limit", limit)
                .query((row, n) -> notification(row))
                .list();
    }

    /** Those of a feed after a position, in their order. */
    List<Notification> feed(UUID subscription, long after, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                where n.subscription_id = :id and n.state = 'TOLD'
                                    and n.position > :after
                                order by n.position limit :limit
                                """)
                .param("id", subscription)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> notification(row))
                .list();
    }

    /** The first position that can still be read; none: nothing is kept. */
    Optional<Long> firstKept(UUID subscription) {
        return jdbc.sql(
                        """
                        select min(position) from notification
                        where subscription_id = :id and position is not null
                        """)
                .param("id", subscription)
                .query((row, n) -> Optional.ofNullable(row.getObject(1, Long.class)))
                .single();
    }

    /** It may be told from now on; in a feed it is told by that. */
    void permit(
            UUID subscription,
            Notification one,
            long position,
            List<PersonField> named,
            boolean feed,
            Instant at) {
        jdbc.sql(
                        """
                        update notification set state = :state, position = :position,
                            permitted_at = :at, lines = :lines,
                            ended_at = case when :state = 'TOLD' then cast(:at as timestamptz) end
                        where subscription_id = :id and seq = :seq and state = 'WAITING'
                        """)
                .param("state", feed ? "TOLD" : "READY")
                .param("position", position)
                .param("at", utc(at))
                .param("lines", wire(named))
                .param("id", subscription)
                .param("seq", one.seq())
                .update();
    }

    /** It may still be told; lines that may not are left out. */
    void permitAgain(UUID subscription, long seq, List<PersonField> named, Instant at) {
        jdbc.sql(
                        """
                        update notification set permitted_at = :at, lines = :lines
                        where subscription_id = :id and seq = :seq and position is not null
                        """)
                .param("at", utc(at))
                .param("lines", wire(named))
                .param("id", subscription)
                .param("seq", seq)
                .update();
    }

    void told(UUID subscription, long seq, Instant at) {
        end(subscription, seq, "TOLD", null, at);
    }

    void withdraw(UUID subscription, long seq, String why, Instant at) {
        end(subscription, seq, "WITHDRAWN", why, at);
    }

    void dead(UUID subscription, long seq, String failure, Instant at) {
        end(subscription, seq, "DEAD", failure, at);
    }

    private void end(
            UUID subscription, long seq, String state, @Nullable String failure, Instant at) {
        jdbc.sql(
                        """
                        update notification set state = :state, failure = :failure, ended_at = :at,
                            tries = tries + case when :state in ('TOLD', 'DEAD') then 1 else 0 end
                        where subscription_id = :id and seq = :seq
                        """)
                .param("state", state)
                .param("failure", failure, Types.VARCHAR)
                .param("at", utc(at))
                .param("id", subscription)
                .param("seq", seq)
                .update();
    }

    void failed(UUID subscription, long seq, String failure) {
        jdbc.sql(
                        """
                        update notification set tries = tries + 1, failure = :failure
                        where subscription_id = :id and seq = :seq and state = 'READY'
                        """)
                .param("failure", failure)
                .param("id", subscription)
                .param("seq", seq)
                .update();
    }

    /** Gives up everything that has waited for the address for too long, a bounded number. */
    int giveUp(UUID subscription, Instant createdBefore, String failure, int limit, Instant at) {
        return jdbc.sql(
                        """
                        update notification set state = 'DEAD', failure = :failure, ended_at = :at
                        where subscription_id = :id and seq in (
                            select seq from notification
                            where subscription_id = :id and state in ('WAITING', 'READY')
                                and created_at < :before
                            order by seq limit :limit)
                        """)
                .param("failure", failure)
                .param("at", utc(at))
                .param("id", subscription)
                .param("before", utc(createdBefore))
                .param("limit", limit)
                .update();
    }

    List<Dead> dead(UUID subscription, @Nullable UUID after, int limit) {
        return jdbc.sql(
                        """
                        select id, occurred_at, tries, failure from notification
                        where subscription_id = :id and state = 'DEAD'
                            and (:after::uuid is null or id > :after::uuid)
                        order by id limit :limit
                        """)
                .param("id", subscription)
                .param("after", after, Types.OTHER)
                .param("limit", limit)
                .query(
                        (row, n) ->
                                new Dead(
                                        row.getObject("id", UUID.class),
                                        row.getObject("occurred_at", OffsetDateTime.class)
                                                .toInstant(),
                                        row.getInt("tries"),
                                        row.getString("failure")))
                .list();
    }

    /**
     * Lets dead letters wait again: they are permitted and recorded anew before they are sent.
     *
     * @param ids which; none: the oldest
     */
    int replay(UUID subscription, @Nullable List<UUID> ids, int limit) {
        return jdbc.sql(
                        """
                        update notification set state = 'WAITING', position = null,
                            permitted_at = null, tries = 0, failure = null, ended_at = null,
                            created_at = :now
                        where subscription_id = :id and seq in (
                            select seq from notification
                            where subscription_id = :id and state = 'DEAD'
                                and (:ids::uuid[] is null or id = any(:ids::uuid[]))
                            order by id limit :limit)
                        """)
                .param("id", subscription)
                .param("ids", ids == null ? null : ids.toArray(UUID[]::new), Types.ARRAY)
                .param("now", utc(clock.instant()))
                .param("limit", limit)
                .update();
    }

    /** Forgets what is older than it is kept, whatever became of it, a bounded number. */
    int forget(Instant createdBefore, int limit) {
        return jdbc.sql(
                        """
                        with old as (
                            select subscription_id, seq, state from notification
                            where created_at < :before limit :limit for update skip locked),
                        lost as (
                            update subscription_delivery d set missed = d.missed + l.n
                            from (select subscription_id, count(*) as n from old
                                where state in ('WAITING', 'READY') group by 1) l
                            where d.subscription_id = l.subscription_id)
                        delete from notification n using old
                        where n.subscription_id = old.subscription_id and n.seq = old.seq
                        """)
                .param("before", utc(createdBefore))
                .param("limit", limit)
                .update();
    }

    /** Marks the subscriptions of which no more may wait, and those that have room again. */
    void markFull(int most, Instant now) {
        jdbc.sql(
                        """
                        with waiting as (
                            select d.subscription_id, (select count(*) from (
                                select 1 from notification n
                                where n.subscription_id = d.subscription_id
                                    and n.state in ('WAITING', 'READY') limit :most) counted) as n
                            from subscription_delivery d)
                        update subscription_delivery d
                        set full_since = case when w.n >= :most then cast(:now as timestamptz) end
                        from waiting w
                        where w.subscription_id = d.subscription_id
                            and (d.full_since is not null) <> (w.n >= :most)
                        """)
                .param("most", most)
                .param("now", utc(now))
                .update();
    }

    private static String[] wire(List<PersonField> fields) {
        return fields.stream().map(PersonField::wire).toArray(String[]::new);
    }

    private static Notification notification(ResultSet row) throws SQLException {
        OffsetDateTime permitted = row.getObject("permitted_at", OffsetDateTime.class);
        return new Notification(
                row.getLong("seq"),
                row.getObject("id", UUID.class),
                row.getObject("person_id", UUID.class),
                row.getObject("enrolment_id", UUID.class),
                Optional.ofNullable(row.getString("reference")),
                Topic.of(row.getString("topic")),
                Optional.ofNullable(row.getString("what")),
                Optional.ofNullable(row.getObject("person_version", Long.class)),
                Stream.of((String[]) row.getArray("lines").getArray())
                        .map(PersonField::of)
                        .toList(),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("position", Long.class)),
                Optional.ofNullable(permitted).map(OffsetDateTime::toInstant),
                row.getInt("tries"),
                row.getBoolean("enrolled"));
    }
}
