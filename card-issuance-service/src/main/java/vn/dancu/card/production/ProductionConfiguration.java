package vn.dancu.card.production;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

@Configuration(proxyBeanMethods = false)
class ProductionConfiguration {
    @Bean
    EndpointRules productionRules() {
        return EndpointRules.of(
                Rule.post("/cards/v1/production/machines", "card.produce"),
                Rule.post("/cards/v1/production/runs", "card.produce"),
                Rule.get("/cards/v1/production/runs", "card.produce"),
                Rule.get("/cards/v1/production/runs/{runId}", "card.produce"),
                Rule.get("/cards/v1/production/runs/{runId}/lines", "card.produce"),
                Rule.get("/cards/v1/production/runs/{runId}/job", "card.produce"),
                Rule.post("/cards/v1/production/runs/{runId}/results", "card.produce"),
                Rule.post("/cards/v1/production/runs/{runId}/recall", "card.produce"),
                Rule.post("/cards/v1/production/blanks", "card.produce"),
                Rule.get("/cards/v1/production/blanks", "card.produce"),
                Rule.get("/cards/v1/production/blanks/outstanding", "card.produce"),
                Rule.post("/cards/v1/production/blanks/destructions", "card.produce"),
                Rule.get("/cards/v1/production/machines/{machineId}/queue", "card.produce"),
                Rule.get("/cards/v1/production/incidents", "card.produce"));
    }
}
