package vn.dancu.platform.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.signals.DatabaseSignals;

/** The outbox, its relay and the signals that wake it. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration",
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
            "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration"
        })
@EnableConfigurationProperties(OutboxLimits.class)
public class OutboxAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    DatabaseSignals databaseSignals(DataSource dataSource) {
        return new DatabaseSignals(dataSource);
    }

    @Bean
    Outbox outbox(
            JdbcTemplate jdbc,
            JsonMapper json,
            DatabaseSignals signals,
            Clock clock,
            Environment environment,
            OutboxLimits limits,
            MeterRegistry metrics) {
        Gauge.builder("dancu.outbox.waiting", jdbc, OutboxAutoConfiguration::waiting)
                .description("events that the broker has not acknowledged yet")
                .register(metrics);
        return new Outbox(
                jdbc,
                json,
                signals,
                clock,
                environment.getRequiredProperty("spring.application.name"),
                limits);
    }

    private static double waiting(JdbcTemplate jdbc) {
        Long count = jdbc.queryForObject("select count(*) from outbox", Long.class);
        return count == null ? Double.NaN : count;
    }

    @Bean
    OutboxRelay outboxRelay(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            KafkaTemplate<String, String> kafka,
            DatabaseSignals signals,
            OutboxLimits limits) {
        return new OutboxRelay(jdbc, transaction, kafka, signals, limits);
    }
}
