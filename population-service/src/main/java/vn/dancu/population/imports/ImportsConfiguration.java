package vn.dancu.population.imports;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import vn.dancu.platform.security.EndpointRules;

/** Who may import, and the topic that tells of it. */
@Configuration(proxyBeanMethods = false)
class ImportsConfiguration {
    private static final String SCOPE = "population.import";
    private static final int PARTITIONS = 6;

    @Bean
    EndpointRules importRules() {
        return EndpointRules.of(
                post("/population/v1/imports", SCOPE),
                get("/population/v1/imports", SCOPE),
                get("/population/v1/imports/{importId}", SCOPE),
                get("/population/v1/imports/{importId}/rejects", SCOPE));
    }

    @Bean
    NewTopic importsTopic() {
        return TopicBuilder.name(ChunkWriter.TOPIC)
                .partitions(PARTITIONS)
                .config("retention.ms", Long.toString(Duration.ofDays(7).toMillis()))
                .build();
    }
}
