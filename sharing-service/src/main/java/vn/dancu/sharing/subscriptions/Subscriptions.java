package vn.dancu.sharing.subscriptions;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.disclosure.RequesterRow;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.Topic;
import vn.dancu.sharing.subscriptions.Subscription.Format;
import vn.dancu.sharing.subscriptions.Subscription.Policy;
import vn.dancu.sharing.subscriptions.Subscription.State;

/** Keeps subscriptions; how their telling goes is kept by {@link Deliveries}. */
@Repository
class Subscriptions {
    private final JdbcClient jdbc;

    Subscriptions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One at a time for each agency, so that the limit holds. */
    void lockAgency(AgencyCode agency) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
                .param("key", "subscriptions " + agency.text())
                .query()
                .singleRow();
    }

    int count(AgencyCode agency) {
        return jdbc.sql(
                        """
                        select count(*)::int from subscription
                        where agency_code = :agency and state <> 'ENDED'
                        """)
                .param("agency", agency.text())
                .query(Integer.class)
                .single();
    }

    UUID nextId() {
        return jdbc.sql("select uuidv7()").query(UUID.class).single();
    }

    void insert(Subscription made) {
        Requester by = made.requester();
        jdbc.sql(
                        """
                        insert into subscription (id, agency_code, client_kind, client_id, sandbox,
                            officer, procedure, purpose, topics, address, format,
                            countdown_seconds, most_tries, state, revision, created_at, confirm_by)
                        values (:id, :agency, :kind, :client, :sandbox, :officer, :procedure,
                            :purpose, :topics, :address, :format, :countdown, :tries, :state, 1,
                            :at, :confirmBy)
                        """)
                .param("id", made.id())
                .param("agency", by.agency().text())
                .param("kind", by.client().kind().name())
                .param("client", by.client().identifier())
                .param("sandbox", made.sandbox())
                .param("officer", by.officer().map(OfficerCode::text).orElse(null), Types.VARCHAR)
                .param("procedure", by.procedure().text())
                .param("purpose", by.purpose().text())
                .param("topics", made.topics().stream().map(Topic::wire).toArray(String[]::new))
                .param("address", made.address().orElse(null), Types.VARCHAR)
                .param("format", made.format().name())
                .param(
                        "countdown",
                        made.policy().map(p -> (int) p.countdown().toSeconds()).orElse(null),
                        Types.INTEGER)
                .param(
                        "tries",
                        made.policy().flatMap(Policy::mostTries).orElse(null),
                        Types.INTEGER)
                .param("state", made.state().name())
                .param("at", utc(made.createdAt()))
                .param(
                        "confirmBy",
                        made.confirmBy().map(Subscriptions::utc).orElse(null),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        jdbc.sql(
                        """
                        insert into subscription_delivery (subscription_id, agency_code, due_at)
                        values (:id, :agency, :at)
                        """)
                .param("id", made.id())
                .param("agency", by.agency().text())
                .param("at", utc(made.createdAt()))
                .update();
    }

    /** The one that is the same, as OSIA wants it. */
    Optional<Subscription> same(Subscription asked) {
        return of(asked.requester().client(), null, 1_000).stream()
                .filter(one -> one.format() == asked.format())
                .filter(one -> one.topics().equals(asked.topics()))
                .filter(one -> one.address().equals(asked.address()))
                .filter(
                        one ->
                                one.requester().procedure().equals(asked.requester().procedure())
                                        && one.requester()
                                                .purpose()
                                                .equals(asked.requester().purpose()))
                .findFirst();
    }

    Optional<Subscription> find(UUID id) {
        return jdbc.sql("select * from subscription where id = :id")
                .param("id", id)
                .query((row, n) -> subscription(row))
                .optional();
    }

    /** Those of a client that are not ended, oldest first. */
    List<Subscription> of(ClientId client, @Nullable UUID after, int limit) {
        return jdbc.sql(
                        """
                        select * from subscription
                        where client_kind = :kind and client_id = :client and state <> 'ENDED'
                            and (:after::uuid is null or id > :after::uuid)
                        order by id limit :limit
                        """)
                .param("kind", client.kind().name())
                .param("client", client.identifier())
                .param("after", after, Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> subscription(row))
                .list();
    }

    /**
     * @return whether it stood where it is said to
     */
    boolean move(UUID id, State from, State to, Instant at) {
        return jdbc.sql(
                                """
                                update subscription set state = :to, revision = revision + 1,
                                    ended_at = case when :to = 'ENDED'
                                        then cast(:at as timestamptz) end,
                                    confirmation = case when :to <> 'ENDED'
                                        then confirmation end
                                where id = :id and state = :from
                                """)
                        .param("id", id)
                        .param("from", from.name())
                        .param("to", to.name())
                        .param("at", utc(at))
                        .update()
                == 1;
    }

    /** Keeps the digest of the token that is sent to the address now. */
    void confirmation(UUID id, byte[] digest) {
        jdbc.sql(
                        """
                        update subscription set confirmation = :digest
                        where id = :id and state = 'UNCONFIRMED'
                        """)
                .param("id", id)
                .param("digest", digest)
                .update();
    }

    /**
     * @return the subscription of the client that was confirmed by the token
     */
    Optional<UUID> confirm(ClientId client, @Nullable UUID id, byte[] digest, Instant at) {
        return jdbc.sql(
                        """
                        update subscription set state = 'ACTIVE', revision = revision + 1,
                            confirmed_at = :at
                        where client_kind = :kind and client_id = :client
                            and (:id::uuid is null or id = :id::uuid)
                            and state = 'UNCONFIRMED' and confirmation = :digest
                            and confirm_by > :at
                        returning id
                        """)
                .param("kind", client.kind().name())
                .param("client", client.identifier())
                .param("id", id, Types.OTHER)
                .param("digest", digest)
                .param("at", utc(at))
                .query(UUID.class)
                .optional();
    }

    /**
     * @return the subscription of the client that the token confirmed before, and that has not
     *     ended
     */
    Optional<UUID> confirmedBefore(ClientId client, @Nullable UUID id, byte[] digest) {
        return jdbc.sql(
                        """
                        select id from subscription
                        where client_kind = :kind and client_id = :client
                            and (:id::uuid is null or id = :id::uuid)
                            and state in ('ACTIVE', 'PAUSED') and confirmation = :digest
                        """)
                .param("kind", client.kind().name())
                .param("client", client.identifier())
                .param("id", id, Types.OTHER)
                .param("digest", digest)
                .query(UUID.class)
                .optional();
    }

    /** Ends those whose address nobody confirmed in time. */
    int endUnconfirmed(Instant now) {
        return jdbc.sql(
                        """
                        update subscription set state = 'ENDED', revision = revision + 1,
                            ended_at = :now, confirmation = null
                        where state = 'UNCONFIRMED' and confirm_by <= :now
                        """)
                .param("now", utc(now))
                .update();
    }

    private static Subscription subscription(ResultSet row) throws SQLException {
        Integer countdown = row.getObject("countdown_seconds", Integer.class);
        Integer tries = row.getObject("most_tries", Integer.class);
        OffsetDateTime confirmBy = row.getObject("confirm_by", OffsetDateTime.class);
        return new Subscription(
                row.getObject("id", UUID.class),
                RequesterRow.read(row, Optional.empty()),
                row.getBoolean("sandbox"),
                List.of((String[]) row.getArray("topics").getArray()).stream()
                        .map(Topic::of)
                        .toList(),
                Optional.ofNullable(row.getString("address")),
                Format.valueOf(row.getString("format")),
                Optional.ofNullable(countdown)
                        .map(s -> new Policy(Duration.ofSeconds(s), Optional.ofNullable(tries))),
                State.valueOf(row.getString("state")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(confirmBy).map(OffsetDateTime::toInstant),
                row.getInt("people"));
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
