package vn.dancu.population.acts;

import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;

/** The topic on which acts are told. */
@Configuration(proxyBeanMethods = false)
class ActTopic {
    private static final int PARTITIONS = 6;
    private static final Duration RETENTION = Duration.ofDays(7);

    @Bean
    NewTopic actsTopic() {
        return TopicBuilder.name(Acts.TOPIC)
                .partitions(PARTITIONS)
                .config("retention.ms", Long.toString(RETENTION.toMillis()))
                .build();
    }
}
