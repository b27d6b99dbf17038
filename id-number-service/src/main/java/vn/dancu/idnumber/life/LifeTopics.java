package vn.dancu.idnumber.life;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import vn.dancu.idnumber.settings.NumberSettings;

/** The life of numbers is told by ids alone, so that many may listen. */
@Configuration(proxyBeanMethods = false)
class LifeTopics {
    static final String NUMBERS = "idnumber.numbers.v1";

    @Bean
    NewTopic numbersLife(NumberSettings settings) {
        return TopicBuilder.name(NUMBERS).partitions(settings.topicPartitions()).build();
    }
}
