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

    /** Events that were given up, whatever the feature. */
    @Bean
    EndpointRules deadLetterRules() {
        return EndpointRules.of(
                Rule.get("/cards/v1/dead-letters/{handler}", "ops"),
                Rule.post("/cards/v1/dead-letters/{handler}/replay", "ops"));
    }

    @Bean
    EndpointRules applicationRules() {
        return EndpointRules.of(
                Rule.post("/cards/v1/applications", "card.apply"),
                Rule.get("/cards/v1/applications", "card.read"),
                Rule.get(ONE, "card.read"),
                Rule.post("/cards/v1/receptions", "card.apply"),
                Rule.post(ONE + "/reception", "card.apply"),
                Rule.post(ONE + "/data-check", "card.apply"),
                Rule.post(ONE + "/capture", "card.apply"),
                Rule.post(ONE + "/form", "card.apply"),
                Rule.get(ONE + "/form.pdf", "card.read"),
                Rule.post(ONE + "/signature", "card.apply"),
                Rule.get(ONE + "/fee", "card.read"),
                Rule.post(ONE + "/fee", "card.apply"),
                Rule.post(ONE + "/submission", "card.apply"),
                Rule.post(ONE + "/resubmission", "card.apply"),
                Rule.post(ONE + "/withdrawal", "card.apply", "card.approve"),
                Rule.post(ONE + "/approval", "card.approve"),
                Rule.post(ONE + "/return", "card.approve"),
                Rule.post(ONE + "/refusal", "card.approve", "card.apply"),
                Rule.post(ONE + "/personalisation", "card.produce"),
                Rule.post(ONE + "/quality-check", "card.produce"),
                Rule.post(ONE + "/send-back", "card.deliver"),
                Rule.post(ONE + "/loss", "card.deliver"),
                Rule.post(ONE + "/delivery", "card.deliver"));
    }
}
