package vn.dancu.card.cards;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import vn.dancu.card.face.CardFaces;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

@Configuration(proxyBeanMethods = false)
class CardConfiguration {
    @Bean
    CardFaces cardFaces() {
        return new CardFaces();
    }

    /** The life of cards; the broker's own number of replicas. */
    @Bean
    NewTopic cardsTopic() {
        return TopicBuilder.name(Cards.TOPIC).partitions(6).build();
    }

    @Bean
    EndpointRules cardRules() {
        return EndpointRules.of(
                Rule.get("/cards/v1/cards/{cardId}", "card.read"),
                Rule.get("/cards/v1/cards/{cardId}/front.png", "card.read"),
                Rule.get("/cards/v1/cards/{cardId}/back.png", "card.read"),
                Rule.get("/cards/v1/cards/{cardId}/faces.pdf", "card.read"),
                Rule.post("/cards/v1/cards/statuses", "card.read", "card.status"));
    }
}
