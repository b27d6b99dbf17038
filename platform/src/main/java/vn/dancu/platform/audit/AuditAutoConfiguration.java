package vn.dancu.platform.audit;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.platform.outbox.OutboxAutoConfiguration;
import vn.dancu.platform.security.Callers;

/** The record of reads. */
@AutoConfiguration(after = OutboxAutoConfiguration.class)
public class AuditAutoConfiguration {
    @Bean
    AuditRecords auditRecords(JdbcClient jdbc, Callers callers) {
        return new AuditRecords(jdbc, callers);
    }
}
