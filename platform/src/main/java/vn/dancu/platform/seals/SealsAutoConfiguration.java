package vn.dancu.platform.seals;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutboxAutoConfiguration;
import vn.dancu.platform.security.ServiceKeys;

/** Seals the record of reads, and the tables that a service declares. */
@AutoConfiguration(after = OutboxAutoConfiguration.class)
@ConditionalOnProperty("dancu.caller.private-key")
@EnableConfigurationProperties(SealSettings.class)
@EnableScheduling
public class SealsAutoConfiguration {
    @Bean
    SealedTable auditRecordIsSealed() {
        return new SealedTable("audit_record");
    }

    /** Kept for ever: it is what a database that was cut is compared with. */
    @Bean
    NewTopic sealsTopic(SealSettings settings) {
        return TopicBuilder.name(settings.topic())
                .partitions(1)
                .config("retention.ms", "-1")
                .build();
    }

    @Bean
    SealingRounds sealingRounds(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            Outbox outbox,
            SealSettings settings,
            ObjectProvider<SealedTable> tables,
            Clock clock,
            Environment environment,
            @Value("${dancu.caller.private-key}") String key,
            MeterRegistry metrics) {
        String service = environment.getRequiredProperty("spring.application.name");
        var signer = new SealSigner(service, ServiceKeys.privateKey(key));
        var sealer = new Sealer(jdbc, transaction, outbox, signer, settings, clock, service);
        return new SealingRounds(sealer, tables.orderedStream().toList(), clock, metrics);
    }
}
