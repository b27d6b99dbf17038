package vn.dancu.sharing.quotas;

import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Grants leases from one row for each agreement and window. The clock is the database's, so that
 * all instances mean the same second. The sum of what is granted in a window never passes the
 * limit.
 */
@Repository
class DatabaseQuotaLeases implements QuotaLeases {
    private final JdbcClient jdbc;

    DatabaseQuotaLeases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Lease lease(UUID agreement, QuotaUnit unit, int block, int limit) {
        return jdbc.sql(
                        """
                        insert into quota_window as w (agreement_id, unit, starts_at, leased)
                        values (:agreement, :unit,
                            case :unit when 'DAY'
                                then date_trunc('day', clock_timestamp(), 'Asia/Ho_Chi_Minh')
                                else date_trunc('second', clock_timestamp()) end,
                            least(:block, :limit))
                        on conflict (agreement_id, unit) do update set
                            starts_at = greatest(w.starts_at, excluded.starts_at),
                            leased = case when w.starts_at < excluded.starts_at
                                then excluded.leased
                                else w.leased + greatest(0, least(:block, :limit - w.leased)) end
                        returning
                            new.leased - case when old.starts_at = new.starts_at
                                then old.leased else 0 end as granted,
                            extract(epoch from new.starts_at + case :unit
                                when 'DAY' then interval '1 day' else interval '1 second' end
                                - clock_timestamp()) as remaining_seconds
                        """)
                .param("agreement", agreement)
                .param("unit", unit.name())
                .param("block", block)
                .param("limit", limit)
                .query(
                        (row, n) ->
                                new Lease(
                                        row.getInt("granted"),
                                        Duration.ofNanos(
                                                (long) (row.getDouble("remaining_seconds") * 1e9))))
                .single();
    }
}
