package vn.dancu.card.units;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

@Configuration(proxyBeanMethods = false)
class UnitConfiguration {
    @Bean
    EndpointRules unitRules() {
        return EndpointRules.of(
                Rule.getByAnyCaller("/cards/v1/units"),
                Rule.getByAnyCaller("/cards/v1/units/{code}"),
                Rule.put("/cards/v1/units/{code}", "card.admin"),
                Rule.post("/cards/v1/units/{code}/succession", "card.admin"));
    }
}
