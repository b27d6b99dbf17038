package vn.dancu.card.production;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stock of blank cards: the database keeps the sum of it at each change. */
@Repository
class Blanks {
    private final JdbcClient jdbc;

    Blanks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Received is the sum of all others.
     *
     * @param issued cards that are on their way, with their holders, or ended there
     * @param spoilt broken in the factory, not destroyed yet
     * @param voided cards that are void before they were delivered, to be handed in
     * @param missing such cards that nobody has found
     * @param destroyed by a protocol
     */
    record Stock(
            long received,
            long inStock,
            long issued,
            long spoilt,
            long voided,
            long missing,
            long destroyed) {}

    /** Why a body waits to be destroyed. */
    enum Outstanding {
        SPOILT,
        VOID,
        MISSING
    }

    /**
     * @param cardId none where the blank broke before it was one
     */
    record ToDestroy(String chipSerial, @Nullable UUID cardId, Instant since) {}

    Stock stock() {
        return jdbc.sql("select * from blank_stock")
                .query(
                        (row, n) ->
                                new Stock(
                                        row.getLong("received"),
                                        row.getLong("in_stock"),
                                        row.getLong("issued"),
                                        row.getLong("spoilt"),
                                        row.getLong("void"),
                                        row.getLong("missing"),
                                        row.getLong("destroyed")))
                .single();
    }

    /** One delivery at a time, so that the same one twice is seen. */
    void lockStock() {
        jdbc.sql("select received from blank_stock for update").query(Long.class).single();
    }

    /** How many of these are known already. */
    int known(List<String> serials) {
        return jdbc.sql("select count(*) from blank_card where chip_serial = any(:serials)")
                .param("serials", serials.toArray(String[]::new))
                .query(Integer.class)
                .single();
    }

    void receive(String delivery, List<String> serials, Instant at) {
        jdbc.sql(
                        """
                        insert into blank_card (chip_serial, delivery, state, changed_at)
                        select unnest(:serials::text[]), :delivery, 'IN_STOCK', :at
                        """)
                .param("serials", serials.toArray(String[]::new))
                .param("delivery", delivery)
                .param("at", Timestamp.from(at))
                .update();
    }

    /** {@code IN_STOCK}, or what became of it; locked until the transaction ends. */
    Optional<String> lock(String serial) {
        return jdbc.sql("select state from blank_card where chip_serial = :serial for update")
                .param("serial", serial)
                .query(String.class)
                .optional();
    }

    void issue(String serial, UUID runId, int line, Instant at) {
        int rows =
                jdbc.sql(
                                """
                                update blank_card
                                set state = 'ISSUED', run_id = :run, line = :line, changed_at = :at
                                where chip_serial = :serial and state = 'IN_STOCK'
                                """)
                        .param("serial", serial)
                        .param("run", runId)
                        .param("line", line)
                        .param("at", Timestamp.from(at))
                        .update();
        if (rows != 1) {
            throw new IllegalStateException("the blank was locked and is gone");
        }
    }

    /** A blank that broke, before or after it was written. Doing it again changes nothing. */
    void spoil(String serial, UUID runId, int line, Instant at) {
        jdbc.sql(
                        """
                        update blank_card
                        set state = 'SPOILT', run_id = :run, line = :line, changed_at = :at
                        where chip_serial = :serial and state in ('IN_STOCK', 'ISSUED')
                        """)
                .param("serial", serial)
                .param("run", runId)
                .param("line", line)
                .param("at", Timestamp.from(at))
                .update();
    }

    /** How many of these were to be destroyed, and are. */
    int destroy(String protocol, List<String> serials, Instant at) {
        return jdbc.sql(
                        """
                        update blank_card
                        set state = 'DESTROYED', destruction = :protocol, changed_at = :at
                        where chip_serial = any(:serials)
                          and state in ('SPOILT', 'VOID', 'MISSING')
                        """)
                .param("protocol", protocol)
                .param("at", Timestamp.from(at))
                .param("serials", serials.toArray(String[]::new))
                .update();
    }

    List<ToDestroy> outstanding(Outstanding state, String after, int limit) {
        return jdbc.sql(
                        """
                        select b.chip_serial, b.changed_at, l.card_id
                        from blank_card b
                        left join production_line l on l.chip_serial = b.chip_serial
                        where b.state = :state and b.chip_serial > :after
                        order by b.chip_serial limit :limit
                        """)
                .param("state", state.name())
                .param("after", after)
                .param("limit", limit)
                .query(
                        (row, n) ->
                                new ToDestroy(
                                        row.getString("chip_serial"),
                                        row.getObject("card_id", UUID.class),
                                        row.getTimestamp("changed_at").toInstant()))
                .list();
    }
}
