package vn.dancu.population.history;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.getByAnyCaller;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;

/** Who may read history. What is protected in it needs a scope more. */
@Configuration(proxyBeanMethods = false)
class HistoryEndpoints {
    private static final String SCOPE = "population.read";

    @Bean
    EndpointRules historyRules() {
        return EndpointRules.of(
                get("/population/v1/persons/{personId}", SCOPE).withPurpose(),
                get("/population/v1/persons/{personId}/history", SCOPE).withPurpose(),
                get("/population/v1/persons/{personId}/sources", SCOPE).withPurpose(),
                getByAnyCaller("/population/v1/information-lines"));
    }
}
