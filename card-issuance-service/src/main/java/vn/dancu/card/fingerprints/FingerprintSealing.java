package vn.dancu.card.fingerprints;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import vn.dancu.platform.sealing.Sealer;
import vn.dancu.platform.sealing.SealingSecrets;

/** Captures are sealed under keys of their own, and these under the service's secret. */
@Configuration(proxyBeanMethods = false)
class FingerprintSealing {
    @Bean
    Sealer sealer(Environment environment) {
        return new Sealer(SealingSecrets.of(environment, "dancu.card"));
    }
}
