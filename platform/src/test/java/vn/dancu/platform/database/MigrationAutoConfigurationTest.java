package vn.dancu.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MigrationAutoConfigurationTest {
    private final AtomicInteger migrated = new AtomicInteger();
    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withInitializer(
                            context ->
                                    context.addBeanFactoryPostProcessor(
                                            new LazyInitializationBeanFactoryPostProcessor()))
                    .withBean(
                            "flywayInitializer",
                            FlywayMigrationInitializer.class,
                            () ->
                                    new FlywayMigrationInitializer(
                                            Flyway.configure().load(),
                                            flyway -> migrated.incrementAndGet()));

    @Test
    void theJobThatMigratesDoesSoAlthoughItMakesEverythingElseLazily() {
        runner.run(context -> assertThat(migrated).hasValue(0));

        runner.withConfiguration(AutoConfigurations.of(MigrationAutoConfiguration.class))
                .run(context -> assertThat(migrated).hasValue(1));
    }
}
