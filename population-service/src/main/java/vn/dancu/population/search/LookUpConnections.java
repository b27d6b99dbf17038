package vn.dancu.population.search;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Connections on which look-ups read, and on which nothing can be written: each statement is a
 * transaction of its own, and its plan is made once and not for each value. Plans of look-ups by
 * key are the same for all values, and with eight partitions of many indexes choosing one anew
 * takes longer than the read itself. They may lead to a replica, which is behind by {@code
 * dancu.look.ups.behind}.
 */
@Component
class LookUpConnections implements AutoCloseable {
    private static final String OPTIONS = "options";
    private static final String READ_BY_KEY =
            " -c plan_cache_mode=force_generic_plan -c default_transaction_read_only=on";

    private final DataSource main;
    private final HikariDataSource pool;

    LookUpConnections(DataSource main, LookUpSettings settings, MeterRegistry metrics)
            throws SQLException {
        this.main = main;
        this.pool = pool(main.unwrap(HikariDataSource.class), settings, metrics);
        if (settings.replica().isPresent()) {
            JdbcClient replica = JdbcClient.create(pool);
            Gauge.builder("dancu.look.ups.behind", () -> behind(replica))
                    .baseUnit("seconds")
                    .description("how old the last change is that the replica of look-ups has")
                    .register(metrics);
        }
    }

    private static HikariDataSource pool(
            HikariDataSource main, LookUpSettings settings, MeterRegistry metrics) {
        var config = new HikariConfig();
        config.setPoolName("look-ups");
        String url = main.getJdbcUrl();
        config.setJdbcUrl(
                settings.replica()
                        .map(address -> url.replaceFirst("//[^/]+/", "//" + address + "/"))
                        .orElse(url));
        config.setUsername(main.getUsername());
        config.setPassword(main.getPassword());
        Properties properties = new Properties();
        properties.putAll(main.getDataSourceProperties());
        properties.merge(OPTIONS, READ_BY_KEY, (known, more) -> known + String.valueOf(more));
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(main.getConnectionTimeout());
        config.setValidationTimeout(main.getValidationTimeout());
        config.setMaxLifetime(main.getMaxLifetime());
        // The service starts before its replica, and without it.
        config.setInitializationFailTimeout(-1);
        config.setMetricRegistry(metrics);
        return new HikariDataSource(config);
    }

    /**
     * Whatever is read within, on this thread, is read on one of these connections.
     *
     * @throws IllegalStateException within a transaction
     */
    <T> T read(Supplier<T> reading) {
        Connection connection = DataSourceUtils.getConnection(pool);
        try {
            // As that of a transaction, which the repositories ask for.
            TransactionSynchronizationManager.bindResource(
                    main, new ConnectionHolder(connection, true));
            try {
                return reading.get();
            } finally {
                TransactionSynchronizationManager.unbindResource(main);
            }
        } finally {
            DataSourceUtils.releaseConnection(connection, pool);
        }
    }

    private static double behind(JdbcClient replica) {
        return replica.sql(
                        """
                        select coalesce(extract(epoch from
                            clock_timestamp() - pg_last_xact_replay_timestamp()), 0)
                        """)
                .query(Double.class)
                .single();
    }

    @Override
    public void close() {
        pool.close();
    }
}
