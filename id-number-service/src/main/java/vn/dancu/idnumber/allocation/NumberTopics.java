package vn.dancu.idnumber.allocation;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import vn.dancu.idnumber.settings.NumberSettings;

/** The only topics that carry numbers and what they are made from: restricted, and kept shortly. */
@Configuration(proxyBeanMethods = false)
class NumberTopics {
    static final String REQUESTS = "idnumber.requests.v1";
    static final String OUTCOMES = "idnumber.outcomes.v1";

    @Bean
    NewTopic numberRequests(NumberSettings settings) {
        return topic(REQUESTS, settings);
    }

    @Bean
    NewTopic numberOutcomes(NumberSettings settings) {
        return topic(OUTCOMES, settings);
    }

    private static NewTopic topic(String name, NumberSettings settings) {
        return TopicBuilder.name(name)
                .partitions(settings.topicPartitions())
                .config("retention.ms", Long.toString(settings.topicRetention().toMillis()))
                .build();
    }
}
