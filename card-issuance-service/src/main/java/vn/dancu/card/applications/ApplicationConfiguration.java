package vn.dancu.card.applications;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

@Configuration(proxyBeanMethods = false)
class ApplicationConfiguration {
    private static final String ONE = "/cards/v1/applications/{id}";

    /** The steps of applications; the broker's own number of replicas. */
    @Bean
    NewTopic applicationsTopic() {
        return TopicBuilder.name(Applications.TOPIC).partitions(6).build();
    }

    @Bean
    EndpointRules applicationRules() {
        return EndpointRules.of(
                Rule.post("/cards/v1/applications", "card.apply"),
                Rule.get("/cards/v1/applications", "card.read"),
                Rule.get(ONE, "card.read"),
                Rule.post(ONE + "/resubmission", "card.apply"),
                Rule.post(ONE + "/withdrawal", "card.apply", "card.approve"),
                Rule.post(ONE + "/approval", "card.approve"),
                Rule.post(ONE + "/return", "card.approve"),
                Rule.post(ONE + "/refusal", "card.approve"),
                Rule.post(ONE + "/personalisation", "card.produce"),
                Rule.post(ONE + "/quality-check", "card.produce"),
                Rule.post(ONE + "/delivery", "card.deliver"));
    }
}
