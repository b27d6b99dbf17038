package vn.dancu.platform.idempotency;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.outbox.OutboxAutoConfiguration;
import vn.dancu.platform.security.Callers;

/** Idempotency keys and their bounded memory. */
@AutoConfiguration(after = OutboxAutoConfiguration.class)
public class IdempotencyAutoConfiguration {
    @Bean
    IdempotencyKeys idempotencyKeys(JdbcClient jdbc, JsonMapper json, Callers callers) {
        return new IdempotencyKeys(jdbc, json, callers);
    }

    @Bean
    KeyMemory idempotencyKeyMemory(
            IdempotencyKeys keys, @Value("${dancu.idempotency.memory:30d}") Duration memory) {
        return new KeyMemory(keys, memory);
    }

    static class KeyMemory {
        private final IdempotencyKeys keys;
        private final Duration memory;

        KeyMemory(IdempotencyKeys keys, Duration memory) {
            this.keys = keys;
            this.memory = memory;
        }

        @Scheduled(fixedDelay = 60, initialDelay = 60, timeUnit = TimeUnit.SECONDS)
        void forget() {
            keys.purge(memory);
        }
    }
}
