package vn.dancu.idnumber.ledger;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Why items have no number, for the officers who look after them. */
@Component
public class Refusals {
    private final JdbcClient jdbc;

    Refusals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void record(Collection<Allocated> outcomes, Instant now) {
        List<Allocated> refused =
                outcomes.stream().filter(item -> item.outcome() != Outcome.ASSIGNED).toList();
        if (!refused.isEmpty()) {
            record(
                    refused.stream().map(Allocated::itemId).toList(),
                    refused.stream().map(item -> item.outcome().code()).toList(),
                    now);
        }
    }

    /** Notes why an item cannot even name a bucket. */
    public void record(UUID itemId, String code, Instant now) {
        record(List.of(itemId), List.of(code), now);
    }

    /** How often the item was refused so far. */
    public int timesRefused(UUID itemId) {
        return jdbc.sql("select times from refusal where item_id = :itemId")
                .param("itemId", itemId)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    private void record(List<UUID> items, List<String> codes, Instant now) {
        jdbc.sql(
                        """
                        insert into refusal (item_id, code, refused_at)
                        select item_id, code, :now
                          from unnest(cast(:items as uuid[]), :codes) r (item_id, code)
                         order by item_id
                            on conflict (item_id) do update
                           set code = excluded.code,
                               times = refusal.times + 1,
                               refused_at = excluded.refused_at
                        """)
                .param("items", items.stream().map(UUID::toString).toArray(String[]::new))
                .param("codes", codes.toArray(String[]::new))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }
}
