package vn.dancu.card.production;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stock of blank cards: the database keeps the sum of it at each change. */
@Repository
class Blanks {
    private final JdbcClient jdbc;

    Blanks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Stock(long received, long inStock, long issued, long spoilt) {}

    Stock stock() {
        return jdbc.sql("select received, in_stock, issued, spoilt from blank_stock")
                .query(
                        (row, n) ->
                                new Stock(
                                        row.getLong("received"),
                                        row.getLong("in_stock"),
                                        row.getLong("issued"),
                                        row.getLong("spoilt")))
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

    /** {@code IN_STOCK}, {@code ISSUED} or {@code SPOILT}; locked until the transaction ends. */
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
                        where chip_serial = :serial and state <> 'SPOILT'
                        """)
                .param("serial", serial)
                .param("run", runId)
                .param("line", line)
                .param("at", Timestamp.from(at))
                .update();
    }
}
