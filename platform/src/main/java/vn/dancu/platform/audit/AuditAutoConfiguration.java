package vn.dancu.platform.audit;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.groups.GroupSettings;
import vn.dancu.platform.outbox.OutboxAutoConfiguration;
import vn.dancu.platform.security.Callers;

/** The record of reads. */
@AutoConfiguration(after = OutboxAutoConfiguration.class)
@EnableConfigurationProperties(GroupSettings.class)
public class AuditAutoConfiguration {
    @Bean
    AuditRecords auditRecords(
            JdbcClient jdbc,
            Callers callers,
            PlatformTransactionManager transactions,
            GroupSettings groups) {
        return new AuditRecords(jdbc, callers, new TransactionTemplate(transactions), groups);
    }
}
