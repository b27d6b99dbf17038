package vn.dancu.card.parcels;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

@Configuration(proxyBeanMethods = false)
class ParcelConfiguration {
    private static final String ONE = "/cards/v1/parcels/{id}";

    @Bean
    EndpointRules parcelRules() {
        return EndpointRules.of(
                Rule.post("/cards/v1/parcels", "card.produce"),
                Rule.get("/cards/v1/parcels", "card.read"),
                Rule.get(ONE, "card.read"),
                Rule.post(ONE + "/dispatch", "card.produce"),
                Rule.post(ONE + "/receipt", "card.deliver"),
                Rule.post(ONE + "/loss", "card.produce"));
    }
}
