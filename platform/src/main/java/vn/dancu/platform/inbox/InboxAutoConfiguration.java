package vn.dancu.platform.inbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutboxAutoConfiguration;
import vn.dancu.platform.traces.Traces;

/** The inbox, its listeners, its dead letters and the topics they need. */
@AutoConfiguration(
        after = OutboxAutoConfiguration.class,
        afterName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration")
@EnableConfigurationProperties(InboxLimits.class)
@EnableScheduling
public class InboxAutoConfiguration {
    @Bean
    Inbox inbox(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            JsonMapper json,
            Outbox outbox,
            ObjectProvider<Traces> traces,
            Environment environment,
            MeterRegistry metrics) {
        Inbox inbox =
                new Inbox(
                        jdbc,
                        transaction,
                        json,
                        outbox,
                        traces.getIfAvailable(() -> Traces.NONE),
                        nameOf(environment));
        Gauge.builder("dancu.dead.letters", inbox, Inbox::countParked)
                .description("events parked until an operator replays them")
                .register(metrics);
        return inbox;
    }

    @Bean
    InboxContainers inboxContainers(
            ObjectProvider<EventHandler> handlers,
            Inbox inbox,
            ConsumerFactory<Object, Object> consumers,
            InboxLimits limits,
            Environment environment) {
        return new InboxContainers(
                handlers.orderedStream().toList(), inbox, consumers, limits, nameOf(environment));
    }

    /**
     * Makes the topics that handlers read and their dead-letter topics, where nobody else has; a
     * topic that a service declares as a bean of its own keeps that declaration.
     */
    @Bean
    KafkaAdmin.NewTopics handledTopics(
            ObjectProvider<EventHandler> handlers,
            ObjectProvider<NewTopic> declared,
            Inbox inbox,
            InboxLimits limits) {
        Map<String, NewTopic> own =
                declared.stream().collect(Collectors.toMap(NewTopic::name, topic -> topic));
        Map<String, NewTopic> topics = new LinkedHashMap<>();
        handlers.forEach(
                handler -> {
                    NewTopic live = own.get(handler.topic());
                    if (live == null) {
                        live = topic(handler.topic(), limits);
                        topics.put(handler.topic(), live);
                    }
                    // As private as the topic it comes from: kept no longer than that.
                    NewTopic dead = topic(inbox.deadTopic(handler.topic()), limits);
                    topics.put(
                            dead.name(),
                            live.configs() == null ? dead : dead.configs(live.configs()));
                });
        return new KafkaAdmin.NewTopics(topics.values().toArray(NewTopic[]::new));
    }

    private static NewTopic topic(String name, InboxLimits limits) {
        return TopicBuilder.name(name)
                .partitions(limits.topicPartitions())
                .config("retention.ms", Long.toString(limits.topicRetention().toMillis()))
                .build();
    }

    @Bean
    InboxMemory inboxMemory(Inbox inbox, InboxLimits limits) {
        return new InboxMemory(inbox, limits);
    }

    private static String nameOf(Environment environment) {
        return environment.getRequiredProperty("spring.application.name");
    }

    /** Forgets what is older than any topic can bring again. */
    static class InboxMemory {
        private final Inbox inbox;
        private final InboxLimits limits;

        InboxMemory(Inbox inbox, InboxLimits limits) {
            this.inbox = inbox;
            this.limits = limits;
        }

        @Scheduled(fixedDelay = 60, initialDelay = 60, timeUnit = TimeUnit.SECONDS)
        void forget() {
            inbox.purge(limits.memory());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("dancu.ops.path")
    @Import(DeadLettersController.class)
    static class Operations {}
}
