package vn.dancu.card.parcels;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.card.parcels.Parcel.State;

/** The parcels in the database, and what lies in them. */
@Repository
class Parcels {
    private final JdbcClient jdbc;

    Parcels(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Parcel parcel) {
        jdbc.sql(
                        """
                        insert into parcel (parcel_id, code, unit, version, state, packed_at,
                            packed_by)
                        values (:id, :code, :unit, 1, 'PACKED', :at, :by)
                        """)
                .param("id", parcel.parcelId())
                .param("code", parcel.code())
                .param("unit", parcel.unit())
                .param("at", Timestamp.from(parcel.packedAt()))
                .param("by", parcel.packedBy())
                .update();
    }

    void lay(UUID parcelId, CardApplication application) {
        jdbc.sql(
                        """
                        insert into parcel_card (parcel_id, card_id, application_id, person_id)
                        values (:parcel, :card, :application, :person)
                        """)
                .param("parcel", parcelId)
                .param("card", application.cardId().orElseThrow())
                .param("application", application.applicationId())
                .param("person", application.personId())
                .update();
    }

    /** What became of a card in the parcel; what was said once stays. */
    void account(UUID parcelId, UUID applicationId, String outcome) {
        jdbc.sql(
                        """
                        update parcel_card set outcome = :outcome
                        where parcel_id = :parcel and application_id = :application
                          and outcome is null
                        """)
                .param("outcome", outcome)
                .param("parcel", parcelId)
                .param("application", applicationId)
                .update();
    }

    /** Cards that nothing was said of: void by a fact while they were on their way. */
    void accountRest(UUID parcelId, String outcome) {
        jdbc.sql(
                        """
                        update parcel_card set outcome = :outcome
                        where parcel_id = :parcel and outcome is null
                        """)
                .param("outcome", outcome)
                .param("parcel", parcelId)
                .update();
    }

    /** Cards that a fact voided while they lay here do not travel: their application left them. */
    void accountStopped(UUID parcelId) {
        jdbc.sql(
                        """
                        update parcel_card p set outcome = 'VOID'
                        where p.parcel_id = :parcel and p.outcome is null
                          and not exists (select 1 from card_application a
                              where a.person_id = p.person_id
                                and a.application_id = p.application_id
                                and a.parcel_id = p.parcel_id and a.state = 'DISPATCHED')
                        """)
                .param("parcel", parcelId)
                .update();
    }

    Optional<Parcel> find(UUID parcelId) {
        return jdbc.sql("select * from parcel where parcel_id = :id")
                .param("id", parcelId)
                .query((row, n) -> parcel(row))
                .optional();
    }

    Optional<Parcel> lock(UUID parcelId) {
        return jdbc.sql("select * from parcel where parcel_id = :id for update")
                .param("id", parcelId)
                .query((row, n) -> parcel(row))
                .optional();
    }

    /**
     * @param courier who carries it from now on; none where it stays as it was
     */
    void change(Parcel parcel, State state, Optional<String> courier, Instant at) {
        int rows =
                jdbc.sql(
                                """
                                update parcel
                                set version = version + 1, state = :state,
                                    courier = coalesce(:courier, courier),
                                    dispatched_at = case when :state = 'DISPATCHED' then :at
                                        else dispatched_at end,
                                    ended_at = case when :state in ('RECEIVED', 'LOST', 'EMPTIED')
                                        then :at else ended_at end
                                where parcel_id = :id and version = :version
                                """)
                        .param("state", state.name())
                        .param("courier", courier.orElse(null), Types.VARCHAR)
                        .param("at", Timestamp.from(at))
                        .param("id", parcel.parcelId())
                        .param("version", parcel.version())
                        .update();
        if (rows == 0) {
            throw CardRuleException.stale("the parcel has changed since it was read");
        }
    }

    /** A page in the order of ids, which sort by time. */
    List<Parcel> page(String unit, State state, Optional<UUID> after, int limit) {
        return jdbc.sql(
                        """
                        select * from parcel
                        where unit = :unit and state = :state
                          and (:after::uuid is null or parcel_id > :after::uuid)
                        order by parcel_id
                        limit :limit
                        """)
                .param("unit", unit)
                .param("state", state.name())
                .param("after", after.orElse(null), Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> parcel(row))
                .list();
    }

    List<Item> items(UUID parcelId) {
        return jdbc.sql(
                        """
                        select card_id, application_id, outcome from parcel_card
                        where parcel_id = :parcel
                        order by application_id
                        limit 10000
                        """)
                .param("parcel", parcelId)
                .query(
                        (row, n) ->
                                new Item(
                                        row.getObject("application_id", UUID.class),
                                        row.getObject("card_id", UUID.class),
                                        Optional.ofNullable(row.getString("outcome"))))
                .list();
    }

    /**
     * @param outcome ARRIVED, MISSING, LOST, TAKEN_OUT, or VOID: it ended on the way and is
     *     destroyed; none while it is under way
     */
    record Item(UUID applicationId, UUID cardId, Optional<String> outcome) {}

    /** Parcels that have not ended follow their unit. */
    void move(String unit, String successor) {
        jdbc.sql(
                        """
                        update parcel set unit = :successor
                        where unit = :unit and state in ('PACKED', 'DISPATCHED')
                        """)
                .param("successor", successor)
                .param("unit", unit)
                .update();
    }

    private static Parcel parcel(ResultSet row) throws SQLException {
        return new Parcel(
                row.getObject("parcel_id", UUID.class),
                row.getString("code"),
                row.getString("unit"),
                row.getInt("version"),
                State.valueOf(row.getString("state")),
                row.getTimestamp("packed_at").toInstant(),
                row.getString("packed_by"),
                Optional.ofNullable(row.getTimestamp("dispatched_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getString("courier")),
                Optional.ofNullable(row.getTimestamp("ended_at")).map(Timestamp::toInstant));
    }
}
