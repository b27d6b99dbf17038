package vn.dancu.population.numbering;

import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import vn.dancu.population.record.Persons;

/** The topics this service writes to or reads from. */
@Configuration(proxyBeanMethods = false)
class Topics {
    private static final int PARTITIONS = 6;

    @Bean
    NewTopic personsTopic() {
        return topic(Persons.TOPIC, Duration.ofDays(7));
    }

    /** Topics that carry numbers or what they are made of are kept for a day only. */
    @Bean
    NewTopic numberRequestsTopic() {
        return topic(NumberRequests.TOPIC, Duration.ofDays(1));
    }

    @Bean
    NewTopic numberOutcomesTopic() {
        return topic(NumberOutcomes.TOPIC, Duration.ofDays(1));
    }

    private static NewTopic topic(String name, Duration retention) {
        return TopicBuilder.name(name)
                .partitions(PARTITIONS)
                .config("retention.ms", Long.toString(retention.toMillis()))
                .build();
    }
}
