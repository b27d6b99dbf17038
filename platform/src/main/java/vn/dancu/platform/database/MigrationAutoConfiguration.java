package vn.dancu.platform.database;

import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;

/**
 * A service migrates its database when it starts, unless {@code dancu.database.migrate} is {@code
 * false}: then it only checks, and refuses to start where a migration is missing, failed or was
 * altered. What is there already for a later release does not stop it (expand, then contract).
 */
@AutoConfiguration(
        beforeName = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration")
public class MigrationAutoConfiguration {
    /**
     * The job that migrates makes nothing lazily but what is asked for, and nobody asks for this:
     * without it the job would end well and have changed nothing.
     */
    @Bean
    static LazyInitializationExcludeFilter migrationIsNeverLazy() {
        return LazyInitializationExcludeFilter.forBeanTypes(FlywayMigrationInitializer.class);
    }

    @Bean
    @ConditionalOnProperty(name = "dancu.database.migrate", havingValue = "false")
    FlywayMigrationStrategy checkingOnly() {
        return new MigrationCheck();
    }
}
