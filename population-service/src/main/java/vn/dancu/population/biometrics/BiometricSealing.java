package vn.dancu.population.biometrics;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import vn.dancu.platform.sealing.Sealer;
import vn.dancu.platform.sealing.SealingSecrets;

/** Values are sealed under the key of a person and kind, and these under the service's secret. */
@Configuration(proxyBeanMethods = false)
class BiometricSealing {
    @Bean
    Sealer sealer(Environment environment) {
        return new Sealer(SealingSecrets.of(environment, "dancu.population"));
    }
}
