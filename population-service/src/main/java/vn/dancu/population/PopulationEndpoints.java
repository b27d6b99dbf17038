package vn.dancu.population;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;

/** Which scope opens which door; what is not listed is closed. */
@Configuration(proxyBeanMethods = false)
class PopulationEndpoints {
    @Bean
    EndpointRules populationRules() {
        return EndpointRules.of(
                post("/population/v1/births", "population.birth"),
                get("/population/v1/births/{birthId}", "population.birth"),
                post("/population/v1/deaths", "population.death"),
                post("/population/v1/persons/search", "population.read").withPurpose(),
                get("/population/v1/dead-letters/{handler}", "ops"),
                post("/population/v1/dead-letters/{handler}/replay", "ops"));
    }
}
