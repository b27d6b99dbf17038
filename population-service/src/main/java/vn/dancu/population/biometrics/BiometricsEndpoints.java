package vn.dancu.population.biometrics;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;

/** Scopes of their own: who reads records does not see faces and fingers by that. */
@Configuration(proxyBeanMethods = false)
class BiometricsEndpoints {
    private static final String PATH = "/population/v1/persons/{personId}/biometrics";

    @Bean
    EndpointRules biometricsRules() {
        return EndpointRules.of(
                post(PATH, "population.biometrics.write"),
                get(PATH, "population.biometrics.read").withPurpose(),
                get(PATH + "/{valueId}", "population.biometrics.read").withPurpose());
    }
}
