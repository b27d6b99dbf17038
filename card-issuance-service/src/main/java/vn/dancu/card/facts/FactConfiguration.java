package vn.dancu.card.facts;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

@Configuration(proxyBeanMethods = false)
class FactConfiguration {
    @Bean
    NewTopic invitationsTopic() {
        return TopicBuilder.name(Invitations.TOPIC).partitions(6).build();
    }

    @Bean
    EndpointRules factRules() {
        return EndpointRules.of(
                Rule.get("/cards/v1/persons/{personId}/invitations", "card.read", "card.me"));
    }
}
