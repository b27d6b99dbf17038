package vn.dancu.card.deadlines;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

@Configuration(proxyBeanMethods = false)
class DeadlineConfiguration {
    @Bean
    NewTopic deadlinesTopic() {
        return TopicBuilder.name(Overdue.TOPIC).partitions(6).build();
    }

    @Bean
    EndpointRules deadlineRules() {
        return EndpointRules.of(
                Rule.get("/cards/v1/units/{code}/overdue", "card.read"),
                Rule.get("/cards/v1/units/{code}/figures", "card.read"),
                Rule.getByAnyCaller("/cards/v1/calendar"),
                Rule.post("/cards/v1/calendar", "card.admin"));
    }
}
