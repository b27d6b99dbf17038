package vn.dancu.platform.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.signals.DatabaseSignals;
import vn.dancu.platform.traces.Traces;

/** The outbox, its relay and the signals that wake it. */
@AutoConfiguration(
        beforeName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration",
            "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration"
        })
@EnableConfigurationProperties(OutboxLimits.class)
public class OutboxAutoConfiguration {
    private static final Logger log = LoggerFactory.getLogger(OutboxAutoConfiguration.class);

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
            ObjectProvider<Traces> traces,
            MeterRegistry metrics) {
        Gauge.builder("dancu.outbox.waiting", jdbc, OutboxAutoConfiguration::waiting)
                .description("events that the broker has not acknowledged yet")
                .register(metrics);
        return new Outbox(
                jdbc,
                json,
                signals,
                clock,
                traces.getIfAvailable(() -> Traces.NONE),
                environment.getRequiredProperty("spring.application.name"),
                limits);
    }

    /** Says which topic failed; the usual listener would log keys and payloads. */
    @Bean
    ProducerListener<Object, Object> quietProducerListener() {
        return new ProducerListener<>() {
            @Override
            public void onError(
                    ProducerRecord<Object, Object> message,
                    @Nullable RecordMetadata place,
                    @Nullable Exception cause) {
                log.warn(
                        "not sent to {}: {}",
                        message.topic(),
                        cause == null ? "unknown" : cause.getClass().getSimpleName());
            }
        };
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
