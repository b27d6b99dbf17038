package vn.dancu.card;

import static vn.dancu.platform.security.InternalRules.Rule.post;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.InternalRules;

/** Which service may ask about cards for what; another one is refused. */
@Configuration(proxyBeanMethods = false)
class InternalEndpoints {
    @Bean
    InternalRules internalRules() {
        return InternalRules.of(
                post("/internal/cards/v1/person-status", "sharing-service"),
                post("/internal/cards/v1/holdings", "population-service"));
    }
}
