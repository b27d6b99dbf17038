package vn.dancu.population.referencedata;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.getByAnyCaller;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import vn.dancu.platform.security.EndpointRules;

/** Who may change reference data, that everybody may read it, and the topic that tells of it. */
@Configuration(proxyBeanMethods = false)
class ReferenceDataConfiguration {
    private static final String EDITIONS = "/population/v1/reference-data/editions";
    private static final String QUESTIONS = "/population/v1/territory-questions";
    private static final String WRITE = "referencedata.write";
    private static final String APPROVE = "referencedata.approve";
    private static final int PARTITIONS = 6;

    @Bean
    EndpointRules referenceDataRules() {
        return EndpointRules.of(
                post(EDITIONS, WRITE),
                get(EDITIONS, WRITE, APPROVE),
                get(EDITIONS + "/{editionId}", WRITE, APPROVE),
                get(EDITIONS + "/{editionId}/changes", WRITE, APPROVE),
                post(EDITIONS + "/{editionId}/validation", WRITE),
                post(EDITIONS + "/{editionId}/approval", APPROVE),
                post(EDITIONS + "/{editionId}/schedule", WRITE, APPROVE),
                post(EDITIONS + "/{editionId}/withdrawal", WRITE, APPROVE),
                get(QUESTIONS, WRITE, APPROVE, "population.approve"),
                get(QUESTIONS + "/{questionId}", WRITE, APPROVE, "population.approve"),
                post(QUESTIONS + "/{questionId}/decision", APPROVE, "population.approve"),
                getByAnyCaller("/population/v1/administrative-units"),
                getByAnyCaller("/population/v1/administrative-units/{code}"),
                getByAnyCaller("/population/v1/code-lists"),
                getByAnyCaller("/population/v1/code-lists/{list}"));
    }

    @Bean
    NewTopic referenceDataTopic() {
        return TopicBuilder.name(Editions.TOPIC)
                .partitions(PARTITIONS)
                .config("retention.ms", Long.toString(Duration.ofDays(7).toMillis()))
                .build();
    }
}
